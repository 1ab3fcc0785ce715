package board

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// from reports with a code from an address, and returns what it comes to.
func from(handler http.Handler, address, code string) int {
	r := httptest.NewRequest("POST", "http://127.0.0.1/api/report", strings.NewReader(`{"participant": "p01", "progress": {"lab": "", "exercises": []}}`))
	r.RemoteAddr = address + ":1234"
	r.Header.Set("Authorization", "Bearer "+code)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code
}

// TestFormerCodesBesideReports: labs with yesterday's code report while others join.
func TestFormerCodesBesideReports(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.json")
	first, err := Open(path, code, false)
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	store, err := Open(path, "ROOM-SIX", false)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	handler := Handler(store, nil, time.Now)
	done := make(chan int)
	go func() {
		for range 50 {
			from(handler, "192.0.2.1", "ROOM-SIX")
		}
		done <- from(handler, "192.0.2.1", "ROOM-SIX")
	}()
	for range 50 {
		if got := from(handler, "192.0.2.2", code); got != 401 {
			t.Fatalf("the code from before: %d", got)
		}
	}
	if got := <-done; got >= 300 && got != 429 {
		t.Errorf("the code of today: %d", got)
	}
}

// TestGuessing the code ends soon, also for who guesses right then; others go on.
func TestGuessing(t *testing.T) {
	store, err := Open(filepath.Join(t.TempDir(), "board.json"), code, false)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	handler := Handler(store, nil, time.Now)
	for n := range 10 {
		if got := from(handler, "192.0.2.1", fmt.Sprint("GUESS-", n)); got != 401 {
			t.Fatalf("guess %d: %d", n, got)
		}
	}
	for _, guess := range []string{"GUESS-10", code} {
		if got := from(handler, "192.0.2.1", guess); got != 429 {
			t.Errorf("after ten guesses %s comes to %d", guess, got)
		}
	}
	if got := from(handler, "192.0.2.2", code); got != 204 {
		t.Errorf("somebody else comes to %d", got)
	}
}

// TestJoiningABoardThatBeganAnew: labs that know the code of yesterday go on sending it,
// all from one address where they share a machine. Nobody is kept from joining by that.
func TestJoiningABoardThatBeganAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.json")
	had := []string{"MONDAY-ROOM", "TUESDAY-ROOM"}
	for _, code := range had {
		store, err := Open(path, code, true)
		if err != nil {
			t.Fatal(err)
		}
		store.Close()
	}
	store, err := Open(path, "", true)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	handler := Handler(store, nil, time.Now)
	for range 20 {
		for _, code := range had {
			if got := from(handler, "127.0.0.1", code); got != 401 {
				t.Fatalf("the code %s comes to %d", code, got)
			}
		}
	}
	if got := from(handler, "127.0.0.1", store.Code()); got != 204 {
		t.Errorf("the right code comes to %d", got)
	}
	for range mostFormer + 3 {
		store.begin("", true)
	}
	if got := store.former(); len(got) != mostFormer || slices.Contains(got, store.Code()) {
		t.Errorf("it remembers %q", got)
	}
}

// TestABoardHasAnEnd: of participants, and of how often each reports.
func TestABoardHasAnEnd(t *testing.T) {
	address, store := aBoard(t)
	often := Member{address, code, "p01"}
	var err error
	for range 40 {
		if err = often.Tell(t.Context(), did(0)); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("forty reports at once: %v", err)
	}
	for n := range mostParticipants {
		if err = store.put(participant{Name: fmt.Sprintf("q%03d", n)}, nil); err != nil {
			break
		}
	}
	if err != errFull || len(store.all()) != mostParticipants {
		t.Errorf("%d participants, %v", len(store.all()), err)
	}
	if err := (Member{address, code, "late"}).Tell(t.Context(), did(0)); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("one more: %v", err)
	}
	if err := store.put(participant{Name: "q001", Agent: "flux"}, nil); err != nil {
		t.Errorf("one that is known: %v", err)
	}
	counts := limits{every: time.Hour, burst: 1}
	for n := range mostNames + 100 {
		counts.of(fmt.Sprint(n)).Allow()
	}
	if len(counts.by) > mostNames+1 {
		t.Errorf("%d names are counted", len(counts.by))
	}
}

// TestWhoIsSlowIsCutOff: a request that never ends holds nothing for long.
func TestWhoIsSlowIsCutOff(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it waits for ten seconds")
	}
	t.Parallel()
	address, _ := aBoard(t)
	for name, text := range map[string]string{
		"headers": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
		"a body":  "POST /api/report HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + code + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
			if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if said, err := io.ReadAll(bufio.NewReader(c)); err != nil {
				t.Errorf("it is still open: %v, and said %q", err, said)
			}
		})
	}
}
