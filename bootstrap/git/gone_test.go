package git

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestPushRemovesWhatIsNoLongerProduced: the caller names what it produces now,
// so files of an earlier run are known from the last commit alone.
func TestPushRemovesWhatIsNoLongerProduced(t *testing.T) {
	root := bare(t)
	o := newPlatform(t, serveHTTP(t, root, "", ""))
	push(t, o)

	if err := os.RemoveAll(filepath.Join(o.Dir, "gitops", "x")); err != nil {
		t.Fatal(err)
	}
	write(t, o.Dir, map[string]string{"gitops/notes.txt": "the user's\n"})
	o.Paths = []string{"platform.yaml", "clusters", "gitops/root.yaml"}
	o.Gone = []string{"gitops"}
	if got := push(t, o); !got.Committed || !got.Pushed {
		t.Errorf("got %+v", got)
	}
	want := []string{"clusters/eu.yaml", "gitops/root.yaml", "platform.yaml"}
	if got := tracked(t, filepath.Join(root, "repo.git"), "main"); !slices.Equal(got, want) {
		t.Errorf("remote holds %q", got)
	}
	if got := push(t, o); got.Committed || got.Pushed {
		t.Errorf("again: %+v", got)
	}
}
