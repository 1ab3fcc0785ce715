package local

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// TestAFolderIsReplacedWhole or stays as it was.
func TestAFolderIsReplacedWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "etcd")
	fill := func(text string, err error) error {
		return replaceFolder(dir, func(fresh string) error {
			if made := os.MkdirAll(fresh, 0o700); made != nil {
				return made
			}
			return errors.Join(os.WriteFile(filepath.Join(fresh, text), []byte(text), 0o600), err)
		})
	}
	for _, step := range []struct {
		text string
		err  error
		want string
	}{
		{"first", nil, "first"},
		{"second", errors.New("no room"), "first"},
		{"third", nil, "third"}, // with what was left of the second
	} {
		if err := fill(step.text, step.err); !errors.Is(err, step.err) {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 || entries[0].Name() != step.want {
			t.Errorf("after the %s there is %v (%v)", step.text, entries, err)
		}
	}
}

// TestAFolderOutlivesAKill: it is there again where it was moved away and nothing came in its place, whoever asks next.
func TestAFolderOutlivesAKill(t *testing.T) {
	for _, left := range [][]string{{"etcd.old/it", "etcd.new/other"}, {"etcd/it", "etcd.old/older"}, {"etcd/it"}} {
		dir := t.TempDir()
		for _, file := range left {
			if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700), os.WriteFile(filepath.Join(dir, file), nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		refused := errors.New("no room")
		if err := replaceFolder(filepath.Join(dir, "etcd"), func(string) error { return refused }); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "etcd", "it")); err != nil {
			t.Errorf("of %v: %v", left, err)
		}
	}
	if err := unreplaced(filepath.Join(t.TempDir(), "etcd")); err != nil {
		t.Errorf("a folder that never was: %v", err)
	}
}

// TestAFolderIsCopied byte for byte, whatever is zero in it.
func TestAFolderIsCopied(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "deep", "copy")
	files := map[string][]byte{
		"empty": {}, "wal/zeros": make([]byte, 3<<20+17), "snap/db": []byte("text"),
		"wal/mixed": slices.Concat(make([]byte, 1<<20), []byte("in between"), make([]byte, 2<<20)),
	}
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(from, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(from, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := copyFolder(to, from); err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s has %d bytes of %d (%v)", name, len(got), len(want), err)
		}
	}
	if err := copyFolder(to, from); !errors.Is(err, fs.ErrExist) {
		t.Errorf("what is there is written over: %v", err)
	}
}

// TestRestoreNeedsToKnow that etcd does not run: where nobody can say, nothing is replaced.
func TestRestoreNeedsToKnow(t *testing.T) {
	plane := ControlPlane{Name: "hub", Dir: t.TempDir()}
	saved := filepath.Join(t.TempDir(), "hub")
	for _, dir := range []string{saved, plane.data()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(saved, "older"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := plane.Restore(t.Context(), mute{}, saved); !errors.Is(err, errMute) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(plane.data(), "older")); err == nil {
		t.Error("the folder of an etcd that may run is replaced")
	}
	if err := plane.Restore(t.Context(), &naming{names: []string{"spoke/etcd"}}, saved); err != nil {
		t.Error(err)
	}
}

// mute is a supervisor that does not answer.
type mute struct{ Supervisor }

var errMute = errors.New("no answer")

func (mute) Status(context.Context) ([]Status, error) { return nil, errMute }

// naming is a supervisor that only has names.
type naming struct {
	Supervisor
	names   []string
	mu      sync.Mutex
	stopped []string
}

func (n *naming) Status(context.Context) ([]Status, error) {
	var out []Status
	for _, name := range n.names {
		out = append(out, Status{Name: name})
	}
	return out, nil
}

func (n *naming) Stop(_ context.Context, names ...string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stopped = append(n.stopped, names...)
	if len(names) == 0 {
		n.stopped = append(n.stopped, n.names...)
	}
	return nil
}

// TestKillAll ends what is a cluster's, and never everything.
func TestKillAll(t *testing.T) {
	for prefix, want := range map[string][]string{"hub/": {"hub/etcd", "hub/flux/source-controller"}, "spoke/": nil} {
		s := &naming{names: []string{"git", "hub/etcd", "hub/flux/source-controller", "hub2/etcd"}}
		err := KillAll(t.Context(), s, prefix)
		slices.Sort(s.stopped)
		if err != nil || !slices.Equal(s.stopped, want) {
			t.Errorf("%s ends %v (%v)", prefix, s.stopped, err)
		}
	}
}
