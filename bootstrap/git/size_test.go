package git

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A large platform has 1,300 files; the design wants it within a few seconds.
func TestPushOfALargePlatform(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 1,300 files")
	}
	root := bare(t)
	o := newPlatform(t, serveHTTP(t, root, "", ""))
	files := map[string]string{}
	o.Paths = nil
	for i := range 1300 {
		path := fmt.Sprintf("gitops/components/c%d/f%d.yaml", i/10, i)
		files[path] = fmt.Sprintf("number: %d\n%01000d\n", i, i)
		o.Paths = append(o.Paths, path)
	}
	write(t, o.Dir, files)
	timed := func(what string, want bool) {
		start := time.Now()
		if got := push(t, o); got.Pushed != want {
			t.Errorf("%s: %+v", what, got)
		}
		took := time.Since(start)
		t.Logf("%s: %s", what, took.Round(time.Millisecond))
		if took > 20*time.Second { // a few seconds on an idle machine
			t.Errorf("%s took %s", what, took)
		}
	}
	timed("first push of 1300 files", true)
	timed("nothing to do", false)
	if err := os.WriteFile(filepath.Join(o.Dir, o.Paths[7]), []byte("changed\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	timed("one file changed", true)
}
