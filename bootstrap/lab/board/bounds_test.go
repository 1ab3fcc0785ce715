package board

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// TestInventedExercises: of those that the board does not know it has some columns, in all; what else is told is shown.
func TestInventedExercises(t *testing.T) {
	address, _ := aBoard(t)
	tell := func(name string, exercises ...string) {
		t.Helper()
		p := &progress.Progress{}
		for n, exercise := range exercises {
			p.Records = append(p.Records, progress.Record{Exercise: exercise, Number: n, Title: "It", Agent: "flux", Started: start})
		}
		if err := (Member{address, code, name}).Tell(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	columns := func() map[string]int {
		out := map[string]int{}
		for _, p := range shown(t, address) {
			for _, e := range p.Entries {
				out[e.Exercise]++
			}
		}
		return out
	}
	many := func(begin string) []string {
		var out []string
		for n := range 90 {
			out = append(out, fmt.Sprint(begin, n))
		}
		return out
	}
	tell("p01", "contract", "newer")
	tell("p02", append(many("a"), "drift", "newer")...)
	tell("p03", append(many("b"), "contract", "drift", "newer")...)
	got := columns()
	if len(got) != 2+mostStrange || got["contract"] != 2 || got["drift"] != 2 || got["newer"] != 3 {
		t.Errorf("columns: %v", got)
	}
	tell("p02", "drift") // whose columns others may have now
	tell("p03", append(many("b"), "contract")...)
	if got := columns(); len(got) != 2+mostStrange || got["b0"] != 1 || got["contract"] != 2 {
		t.Errorf("columns: %v", got)
	}
}

// TestARowHasAnEnd: the longest that is taken is small, also as everybody loads it.
func TestARowHasAnEnd(t *testing.T) {
	address, _ := aBoard(t)
	p := &progress.Progress{}
	for n := range mostEntries {
		p.Records = append(p.Records, progress.Record{Exercise: fmt.Sprintf("%040d", n), Title: strings.Repeat("<", 19), Started: start, Checked: &start, Solved: &start})
	}
	if err := (Member{address, code, "p01"}).Tell(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if got := len(loaded(t, address)); got > 32<<10 {
		t.Errorf("one participant is %d bytes of the board", got)
	}
}

// TestWhatIsAskedForOften is made once, and anew after a report.
func TestWhatIsAskedForOften(t *testing.T) {
	store, err := Open(filepath.Join(t.TempDir(), "board.json"), code, false)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ask := func() []byte {
		t.Helper()
		rows, err := store.encoded()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	first := ask()
	if again := ask(); string(first) != "[]" || &again[0] != &first[0] {
		t.Errorf("%s, and then %s", first, again)
	}
	if err := store.put(participant{Name: "p01"}, nil); err != nil {
		t.Fatal(err)
	}
	if after := ask(); !strings.Contains(string(after), "p01") {
		t.Errorf("after a report: %s", after)
	}
}

func loaded(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address + "/api/board")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
