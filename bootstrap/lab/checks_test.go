package lab

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/check"
)

// TestAPasswordIsFoundInEveryCommit of exercise 8: also below gitops/, and where a later commit takes it out again.
func TestAPasswordIsFoundInEveryCommit(t *testing.T) {
	e, err := Find(loaded(t), "token")
	if err != nil {
		t.Fatal(err)
	}
	holds := func(texts ...string) bool {
		t.Helper()
		l, w := served(t, suiting)
		a := &attempt{Workspace: w.Dir, Served: w.Served, Branch: w.Branch}
		if a.Refs, err = w.Refs(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			push(t, w, text)
		}
		ok, err := check.Holds(t.Context(), l.world(a), e.Checks[1].That)
		if err != nil || !strings.Contains(e.Checks[1].Goal, "password") {
			t.Fatalf("%s: %v", e.Checks[1].Goal, err)
		}
		return ok
	}
	if !holds(suiting + "credentials: []\n") {
		t.Error("a commit without the password is refused")
	}
	if holds(suiting+"password: new-token\n", suiting+"password: gone\n") {
		t.Error("a password that was taken out again is not found")
	}
}
