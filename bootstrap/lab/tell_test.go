package lab

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/board"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// A lab tells the board that it has joined how the participant fares, and nobody
// where it has joined none.
func TestALabTellsItsBoard(t *testing.T) {
	told := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		told = string(body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	l := &Lab{state: t.TempDir()}
	p := progress.Progress{Current: "drift", Records: []progress.Record{{Exercise: "drift", Number: 2, Checks: []progress.Check{{Goal: "g", Told: "hush"}}}}}
	if err := p.Write(filepath.Join(l.state, progressFile)); err != nil {
		t.Fatal(err)
	}
	if err := l.Tell(t.Context()); err != nil || told != "" {
		t.Errorf("a lab without a board tells %q, %v", told, err)
	}
	if err := (board.Member{Address: server.URL, Code: "ROOM-FOUR", Participant: "p01"}).Keep(l.state); err != nil {
		t.Fatal(err)
	}
	if err := l.Tell(t.Context()); err != nil || !strings.Contains(told, `"participant":"p01"`) || !strings.Contains(told, `"exercise":"drift"`) || strings.Contains(told, "hush") {
		t.Errorf("told %s, %v", told, err)
	}
	server.Close()
	if err := l.Tell(t.Context()); err == nil {
		t.Error("that the board is gone is not said")
	}
}
