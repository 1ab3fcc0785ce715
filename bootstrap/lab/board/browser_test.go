package board

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// TestTheBoardInAChromium: a real browser shows ten participants and, without
// loading the page again, an eleventh; markup in what labs tell is text there.
func TestTheBoardInAChromium(t *testing.T) {
	browser := chromium(t)
	store, err := Open(filepath.Join(t.TempDir(), "board.json"), code, false)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for n := range 10 {
		row, err := Report{fmt.Sprintf("p%02d", n), *did(n % 3)}.row(start)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.put(row, nil); err != nil {
			t.Fatal(err)
		}
	}
	const markup = `<img src=x onerror="document.title='taken over'"><script>document.title='taken over'</script>`
	// No report can have such a name; the page must not rely on that.
	late := participant{Name: "zz" + markup, Agent: markup, Heard: start, Entries: []entry{{Exercise: "own", Number: 3, Title: markup, Checked: &start, Holds: 1, Of: 3}}}
	var pages, asked atomic.Int32
	inner := Handler(store, []Exercise{{1, "contract", "The first"}, {2, "drift", "The second"}}, func() time.Time { return start.Add(90 * time.Second) })
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			pages.Add(1)
		case "/api/board":
			if asked.Add(1) == 2 {
				if err := store.put(late, nil); err != nil {
					t.Error(err)
				}
			}
		}
		inner.ServeHTTP(w, r)
	}))
	page, said := browser(address + "/")
	if pages.Load() != 1 || asked.Load() < 2 {
		t.Errorf("the page was loaded %d times, and the board asked for %d times", pages.Load(), asked.Load())
	}
	if strings.Contains(said, "CONSOLE") {
		t.Errorf("the browser complains:\n%s", said)
	}
	texts := cells(t, page)
	for n := range 10 {
		if want := []string{fmt.Sprintf("p%02d", n), []string{"1/2", "✓", "✓"}[n%3], []string{"1/2 for 1 min", "1/2 for 1 min", "✓"}[n%3]}; !has(texts, want) {
			t.Errorf("there is no row that begins %q in %q", want, texts)
		}
	}
	if !has(texts, []string{"zz" + markup, "", "", "1/3", "0", markup, "1 min", "1 min"}) {
		t.Errorf("the row that came later is not as it should be: %q", texts)
	}
	if !strings.Contains(page, "11 participants") || !strings.Contains(page, "<title>Board</title>") || strings.Contains(page, "<img") {
		t.Errorf("the page:\n%s", page)
	}
}

// chromium opens a page in a browser without a window, lets six seconds of the
// page's time pass, and returns what the page is then. Without one the test is skipped.
func chromium(t *testing.T) func(address string) (page, said string) {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		return func(address string) (string, string) {
			t.Helper()
			args := []string{"--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", "--user-data-dir=" + t.TempDir(),
				"--virtual-time-budget=6000", "--dump-dom", address}
			if os.Getuid() == 0 {
				args = append([]string{"--no-sandbox"}, args...) // its sandbox refuses root
			}
			var out, said bytes.Buffer
			cmd := exec.CommandContext(t.Context(), path, args...)
			cmd.Stdout, cmd.Stderr = &out, &said
			if err := cmd.Run(); err != nil {
				t.Fatalf("%s: %v\n%s", path, err, said.String())
			}
			return out.String(), said.String()
		}
	}
	t.Skip("skipped: there is no Chromium; Debian has it in the package chromium")
	return nil
}

// cells are the texts of a page's table, row by row.
func cells(t *testing.T, page string) (rows [][]string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for tr := range doc.Descendants() {
		if tr.Type != html.ElementNode || tr.Data != "tr" {
			continue
		}
		var row []string
		for c := range tr.ChildNodes() {
			text := ""
			for n := range c.Descendants() {
				if n.Type == html.ElementNode {
					t.Errorf("a cell holds a <%s>", n.Data)
				}
				text += n.Data
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return rows
}

// has tells whether a row begins so.
func has(rows [][]string, want []string) bool {
	for _, row := range rows {
		if len(row) >= len(want) && fmt.Sprint(row[:len(want)]) == fmt.Sprint(want) {
			return true
		}
	}
	return false
}
