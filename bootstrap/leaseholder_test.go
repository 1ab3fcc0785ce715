package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLifeOfAHolder: a machine knows of its own runs whether they live, and of
// nobody else's.
func TestLifeOfAHolder(t *testing.T) {
	locks := filepath.Join(t.TempDir(), "runs")
	h := newHolder("bootstrap", locks)
	is := func(want life, identity string) {
		t.Helper()
		if got := lifeOf(identity, locks); got != want {
			t.Errorf("%s: got %d, want %d", identity, got, want)
		}
	}
	if !strings.HasPrefix(h.identity, "slipway bootstrap of ") {
		t.Errorf("it calls itself %s", h.identity)
	}
	is(alive, h.identity)
	h.unlock() // as the system does when it is killed
	is(dead, h.identity)
	is(lifeUnknown, h.identity) // it was buried
	is(lifeUnknown, "slipway bootstrap of alice on elsewhere, process 7 (aaaa)")
	is(lifeUnknown, "somebody with a name of another kind")
	is(lifeUnknown, "slipway bootstrap of mallory, process 7 (../../x)")

	h = newHolder("bootstrap", locks)
	h.end()
	if left, err := os.ReadDir(locks); err != nil || len(left) != 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	if h := newHolder("bootstrap", filepath.Join(os.DevNull, "no", "such", "place")); lifeOf(h.identity, locks) != lifeUnknown {
		t.Error("one that cannot lock is taken for one that does")
	} else {
		h.end()
	}
}
