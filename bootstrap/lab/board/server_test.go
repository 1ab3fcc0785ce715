package board

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

const code = "ROOM-FOUR"

var start = time.Date(2026, 1, 2, 9, 0, 0, 0, time.UTC)

// aBoard is served for real, with the limits of Serve.
func aBoard(t *testing.T) (address string, store *Store) {
	t.Helper()
	store, err := Open(filepath.Join(t.TempDir(), "labs", "board.json"), code, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return serve(t, Handler(store, []Exercise{{1, "contract", "The first"}, {2, "drift", "The second"}}, time.Now)), store
}

func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	listener, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, handler) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

// did is the progress of somebody who has solved so many exercises.
func did(solved int) *progress.Progress {
	p := &progress.Progress{Lab: "lab", Current: "drift"}
	for n, name := range []string{"contract", "drift"} {
		r := progress.Record{Exercise: name, Number: n + 1, Title: "It", Agent: "flux", Started: start, Checked: &start, Hints: n,
			Checks: []progress.Check{{Goal: "goal", Holds: true}, {Goal: "goal", Holds: n < solved, Told: "what only the lab knows"}}}
		if n < solved {
			r.Solved = &start
		}
		p.Records = append(p.Records, r)
	}
	return p
}

// all are the participants by name.
func (s *Store) all() []participant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kept.Participants)
}

func shown(t *testing.T, address string) (rows []participant) {
	t.Helper()
	answer, err := http.Get(address + "/api/board")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var all struct{ Participants []participant }
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.Participants
}

// TestTenParticipants report at once and again, and all of it is shown, also by a
// board that was started again.
func TestTenParticipants(t *testing.T) {
	address, store := aBoard(t)
	var all sync.WaitGroup
	for n := range 10 {
		all.Go(func() {
			m := Member{address, code, fmt.Sprintf("p%02d", n)}
			for solved := range 3 {
				if err := m.Tell(t.Context(), did(solved)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	store.Close()
	again, err := Open(store.path, "", false)
	if err != nil || again.Code() != code {
		t.Fatalf("opened again: %v, code %s", err, again.Code())
	}
	for _, rows := range [][]participant{shown(t, address), again.all()} {
		if len(rows) != 10 {
			t.Fatalf("%d participants are shown", len(rows))
		}
		for n, p := range rows {
			if p.Name != fmt.Sprintf("p%02d", n) || p.Agent != "flux" || p.Current != "drift" || len(p.Entries) != 2 || p.Entries[1].Solved == nil ||
				p.Entries[1].Holds != 2 || p.Entries[1].Of != 2 || p.Entries[1].Hints != 1 || time.Since(p.Heard) > time.Minute {
				t.Errorf("shown: %+v", p)
			}
		}
	}
	data, err := os.ReadFile(store.path)
	info, statErr := os.Stat(store.path)
	if err != nil || statErr != nil || info.Mode().Perm() != 0o600 || strings.Contains(string(data), "only the lab knows") {
		t.Errorf("the file: %v %v %v\n%s", err, statErr, info.Mode(), data)
	}
	again.Close()
	fresh, err := Open(store.path, "", true)
	if err != nil || len(fresh.all()) != 0 || fresh.Code() == code || CheckCode(fresh.Code()) != nil {
		t.Fatalf("begun anew: %v, code %s, %d participants", err, fresh.Code(), len(fresh.all()))
	}
	fresh.Close()
}

// TestTwoBoards of one file would write over each other: the second is refused, and
// has its turn when the first has ended.
func TestTwoBoards(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.json")
	first, err := Open(path, code, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, fresh := range []bool{false, true} {
		if _, err := Open(path, "ROOM-FIVE", fresh); err == nil || !strings.Contains(err.Error(), "another program serves the board of "+path) {
			t.Errorf("a second board is opened, fresh %v: %v", fresh, err)
		}
	}
	if first.Code() != code {
		t.Errorf("the first has the code %s", first.Code())
	}
	first.Close()
	if _, err := Open(path, "-", false); err == nil {
		t.Error("a board has the code -")
	}
	second, err := Open(path, "", false) // the refused one holds nothing
	if err != nil || second.Code() != code {
		t.Fatalf("the second: %v", err)
	}
	second.Close()
}

// invented are so many exercises that no program has, as JSON.
func invented(many int, title string) string {
	var out []string
	for n := range many {
		out = append(out, fmt.Sprintf(`{"exercise": "e%d", "title": %q}`, n, title))
	}
	return strings.Join(out, ",")
}

// TestWhatABoardRefuses is told, and nothing of it is shown.
func TestWhatABoardRefuses(t *testing.T) {
	const good = `{"participant": "p01", "progress": {"lab": "lab", "exercises": []}}`
	tests := []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
		says                     string
	}{
		{name: "what is good", body: good, want: 204},
		{name: "no code", body: good, change: func(r *http.Request) { r.Header.Del("Authorization") }, want: 401, says: "another one"},
		{name: "a wrong code", body: good, change: func(r *http.Request) { r.Header.Set("Authorization", "Bearer ROOM-FIVE") }, want: 401},
		{name: "the code as people type it", body: good, change: func(r *http.Request) { r.Header.Set("Authorization", "Bearer roomfour") }, want: 204},
		{name: "a form", body: good, change: func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, want: 415},
		{name: "no JSON", body: "{", want: 400},
		{name: "an unknown field", body: `{"participant": "p01", "stars": 3}`, want: 400, says: "another version"},
		{name: "two reports", body: good + good, want: 400, says: "more follows"},
		{name: "a huge body", body: `{"participant": "` + strings.Repeat("a", mostBytes) + `"}`, want: 413},
		{name: "a name with markup", body: strings.Replace(good, "p01", "<img src=x onerror=alert(1)>", 1), want: 422, says: "lower case"},
		{name: "a name that is a path", body: strings.Replace(good, "p01", "../p01", 1), want: 422},
		{name: "a long name", body: strings.Replace(good, "p01", strings.Repeat("p", 37), 1), want: 422},
		{name: "no name", body: "{}", want: 422},
		{name: "a long title", body: strings.Replace(good, "[]", `[{"exercise": "a", "title": "`+strings.Repeat("t", 201)+`"}]`, 1), want: 422},
		{name: "a long exercise", body: strings.Replace(good, `"exercises"`, `"current": "`+strings.Repeat("c", 201)+`", "exercises"`, 1), want: 422, says: "the name of an exercise"},
		{name: "an exercise with markup", body: strings.Replace(good, "[]", `[{"exercise": "<img src=x>"}]`, 1), want: 422, says: "the name of an exercise"},
		{name: "an exercise of no name", body: strings.Replace(good, "[]", `[{"title": "It"}]`, 1), want: 422, says: "the name of an exercise"},
		{name: "an exercise of 40 letters", body: strings.Replace(good, "[]", `[{"exercise": "`+strings.Repeat("a", 40)+`"}]`, 1), want: 204},
		{name: "an exercise of 41 letters", body: strings.Replace(good, "[]", `[{"exercise": "`+strings.Repeat("a", 41)+`"}]`, 1), want: 422},
		{name: "a line break after a name", body: strings.Replace(good, "[]", `[{"exercise": "a\n"}]`, 1), want: 422},
		{name: "an exercise twice", body: strings.Replace(good, "[]", `[{"exercise": "a"}, {"exercise": "a"}]`, 1), want: 422, says: "each exercise once"},
		{name: "a huge number", body: strings.Replace(good, "[]", `[{"exercise": "a", "number": 1000}]`, 1), want: 422},
		{name: "fewer hints than none", body: strings.Replace(good, "[]", `[{"exercise": "a", "hints": -1}]`, 1), want: 422},
		{name: "titles that grow", body: strings.Replace(good, "[]", "["+invented(16, strings.Repeat("<", 200))+"]", 1), want: 422, says: "too long together"},
		{name: "many exercises", body: strings.Replace(good, "[]", "["+strings.Repeat(`{"exercise": "a"},`, 100)+`{"exercise": "a"}]`, 1), want: 422, says: "at most 100 exercises"},
		{name: "to read reports", method: "GET", path: "/api/report", want: 405},
		{name: "to write the board", method: "POST", path: "/api/board", body: good, want: 405},
		{name: "to write the page", method: "PUT", path: "/", body: good, want: 405},
		{name: "a folder", method: "GET", path: "/page/", want: 404},
		{name: "a file of the program", method: "GET", path: "/page/index.html", want: 404},
		{name: "a way out", method: "GET", path: "/..%2f..%2fetc%2fpasswd", want: 404},
		{name: "the file", method: "GET", path: "/board.json", want: 404},
		{name: "a name that leads here", method: "GET", path: "/api/board", change: func(r *http.Request) { r.Host = "evil.example.com" }, want: 421, says: "IP address"},
		{name: "long headers", method: "GET", path: "/", change: func(r *http.Request) { r.Header.Set("X-Long", strings.Repeat("a", 64<<10)) }, want: 431},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			address, store := aBoard(t)
			method, path := tt.method, tt.path
			if method == "" {
				method, path = "POST", "/api/report"
			}
			request, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer "+code)
			request.Header.Set("Content-Type", "application/json")
			if tt.change != nil {
				tt.change(request)
			}
			answer, err := http.DefaultTransport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			said, err := io.ReadAll(answer.Body)
			// Who sends too much may be cut off while it is told so.
			if err != nil && tt.want != http.StatusRequestHeaderFieldsTooLarge || answer.StatusCode != tt.want || !strings.Contains(string(said), tt.says) {
				t.Errorf("%s: %q (%v), and %d was wanted", answer.Status, said, err, tt.want)
			}
			if strings.Contains(string(said), code) || strings.Contains(string(said), "<img") {
				t.Errorf("it says %q", said)
			}
			if got := len(store.all()); (got == 1) != (tt.want == 204) {
				t.Errorf("%d participants are kept", got)
			}
		})
	}
}

// TestACodeOfDashes is none: dashes do not count, so whoever sends no code had it.
func TestACodeOfDashes(t *testing.T) {
	for _, bad := range []string{"------", "-A-B-C-"} {
		if _, err := Open(filepath.Join(t.TempDir(), "board.json"), bad, false); err == nil {
			t.Errorf("a board has the code %s", bad)
		}
	}
}

// TestPagesHoldStill: nothing of them is run that is not the board's own.
func TestPagesHoldStill(t *testing.T) {
	address, _ := aBoard(t)
	for path, kind := range map[string]string{"/": "text/html", "/board.js": "text/javascript", "/style.css": "text/css", "/api/board": "application/json"} {
		answer, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		policy := answer.Header.Get("Content-Security-Policy")
		if err != nil || answer.StatusCode != 200 || !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) || answer.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %s %v %v", path, answer.Status, answer.Header, err)
		}
		for _, bad := range []string{"://", "innerHTML", "onclick", "<style", "<script>", "document.write", code} {
			if path != "/api/board" && strings.Contains(string(text), bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
	}
}
