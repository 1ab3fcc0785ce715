package tree

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestApplyWritesTheTree(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, content{"platform.yaml": "mine", "gitops/foreign.yaml": "mine"})
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b/c.json": "{}", "seed:overrides/x.yaml": "", "seed:platform.yaml": "seed"})
	c := generate(t, dir, tree, Options{})
	equal(t, "plan", summary(c), "create gitops/a.yaml\ncreate gitops/b/c.json\nseed overrides/x.yaml\n")
	want := content{}.of(tree)
	want["platform.yaml"], want["gitops/foreign.yaml"] = "mine", "mine"
	want[lockName] = `# Written by slipway generate; commit this file.
# After a merge conflict in it run: slipway generate
slipway: v0.1.0
catalogs:
  - {name: builtin, digest: sha256:0a1b}
charts:
  - {repository: https://charts.example.com, name: thing, version: v1.2.3}
owned:
  - gitops/a.yaml
  - {path: gitops/b/c.json, sha256: ` + scalar(digest([]byte("{}"))) + `}
`
	equal(t, "folder", get(t, dir), want)
}

// An unchanged file is not written: its time stays, so that build tools and editors see nothing.
func TestUnchangedFilesAreNotWritten(t *testing.T) {
	dir := t.TempDir()
	generate(t, dir, newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b.yaml": "b: 1\n"}), Options{})
	then := time.Unix(1e9, 0)
	for _, p := range []string{"gitops/a.yaml", "gitops/b.yaml", lockName} {
		must(t, os.Chtimes(filepath.Join(dir, p), then, then))
	}
	generate(t, dir, newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b.yaml": "b: 2\n"}), Options{})
	for p, unwritten := range map[string]bool{"gitops/a.yaml": true, "gitops/b.yaml": false} {
		info, err := os.Stat(filepath.Join(dir, p))
		must(t, err)
		if info.ModTime().Equal(then) != unwritten {
			t.Errorf("%s has the time %v, want unwritten to be %v", p, info.ModTime(), unwritten)
		}
	}
	c := plan(t, dir, newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b.yaml": "b: 2\n"}), Options{})
	c.change = func(op, p string) error { t.Errorf("an empty Apply does %s %s", op, p); return nil }
	must(t, c.Apply(t.Context()))
}

// Only what changed in Meta is a change of the lock, and of nothing else.
func TestMetaChanged(t *testing.T) {
	dir := t.TempDir()
	tree := newTree(t, content{"gitops/a.yaml": ""})
	generate(t, dir, tree, Options{})
	c, err := Plan(dir, tree, Meta{Slipway: "v0.2.0"}, Options{Output: "gitops"})
	must(t, err)
	if c.Empty() {
		t.Error("empty, but the lock names another version")
	}
	var did []string
	c.change = func(op, p string) error { did = append(did, op+" "+p); return nil }
	must(t, c.Apply(t.Context()))
	equal(t, "changes", did, []string{"create .slipway-tmp-slipway.lock", "write .slipway-tmp-slipway.lock", "rename slipway.lock"})
}

// Folders that only held files of ours go with the last one; what the user put there keeps them.
func TestPrune(t *testing.T) {
	dir := t.TempDir()
	generate(t, dir, newTree(t, content{"gitops/a/b/c.yaml": "", "gitops/d/e.yaml": "", "gitops/f.yaml": ""}), Options{})
	must(t, os.Mkdir(filepath.Join(dir, "gitops/empty"), 0o755))
	put(t, dir, content{"gitops/d/mine": "mine"})
	tree := newTree(t, content{"gitops/f.yaml": ""})
	generate(t, dir, tree, Options{})
	want := content{"gitops/d/mine": "mine", "gitops/empty/": ""}.of(tree)
	got := get(t, dir)
	delete(got, lockName)
	equal(t, "folder", got, want)
}

// A plan is about the folder it saw: what happens between Plan and Apply stops it before any byte is lost.
func TestApplyNoticesWhatChangedSincePlan(t *testing.T) {
	old := content{"gitops/a.yaml": "a: 1\n", "gitops/b.yaml": "b: 1\n"}
	tree := newTree(t, content{"gitops/a.yaml": "a: 2\n", "gitops/c.yaml": "", "seed:s.yaml": ""})
	for name, between := range map[string]deed{
		"edited":     write("gitops/a.yaml", "mine"),
		"stale":      write("gitops/b.yaml", "mine"),
		"created":    write("gitops/c.yaml", "mine"),
		"seed":       write("s.yaml", "mine"),
		"link":       both(drop("gitops/a.yaml"), link("../platform.yaml", "gitops/a.yaml")),
		"removed":    drop("gitops/a.yaml"),
		"other run":  func(t *testing.T, dir string) { generate(t, dir, newTree(t, content{"gitops/x.yaml": ""}), Options{}) },
		"other lock": write(lockName, "slipway: v3\n"),
		"dead run":   write(nextName, "slipway: v3\n"),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, newTree(t, old), Options{})
			c := plan(t, dir, tree, Options{})
			between(t, dir)
			mine := get(t, dir)
			wantError(t, c.Apply(t.Context()), "changed since the plan was made; run it again")
			now := get(t, dir)
			for p, data := range mine {
				if (data == "mine" || strings.HasPrefix(data, "->")) && now[p] != data {
					t.Errorf("%s is %q, want the user's %q", p, now[p], data)
				}
			}
		})
	}
}

func TestOneRunAtATime(t *testing.T) {
	dir := t.TempDir()
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n"})
	first, second := plan(t, dir, tree, Options{}), plan(t, dir, tree, Options{})
	first.change = func(op, _ string) error {
		if op == "rename" {
			wantError(t, second.Apply(t.Context()), "another slipway is running")
		}
		return nil
	}
	must(t, first.Apply(t.Context()))
	wantError(t, second.Apply(t.Context()), "run it again")
}

// Many runs at once, each with its own tree: every one wins or says why not, and the last word is whole.
func TestConcurrentRuns(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			tree := &Tree{}
			_ = tree.Add("gitops/a.yaml", []byte(strings.Repeat("a", i)), Owned)
			_ = tree.Add("gitops/"+strings.Repeat("d", i+1)+"/b.json", []byte(strings.Repeat("b", i)), Owned)
			c, err := Plan(dir, tree, meta(), Options{Output: "gitops"})
			if err == nil && len(c.Edited) == 0 {
				err = c.Apply(context.Background())
			}
			if err != nil && !strings.Contains(err.Error(), "run it again") && !strings.Contains(err.Error(), "another slipway") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	tree := newTree(t, content{"gitops/a.yaml": "last", "gitops/z.json": "{}"})
	generate(t, dir, tree, Options{})
	got := get(t, dir)
	delete(got, lockName)
	equal(t, "folder", got, content{}.of(tree))
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := plan(t, dir, tree, Options{}).Apply(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want it to be that of the context", err)
	}
	generate(t, dir, tree, Options{})
}

// A full disk is named with the file that did not fit; nothing was replaced, and no temporary file stays.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	generate(t, dir, newTree(t, content{"gitops/a.yaml": "a: 1\n"}), Options{})
	before := get(t, dir)
	tree := newTree(t, content{"gitops/a.yaml": "a: 2\n", "gitops/b.yaml": ""})
	c := plan(t, dir, tree, Options{})
	c.change = func(op, p string) error {
		if op == "write" && strings.HasSuffix(p, "b.yaml") {
			return syscall.ENOSPC
		}
		return nil
	}
	err := c.Apply(t.Context())
	wantError(t, err, "apply to "+dir+": write gitops/.slipway-tmp-b.yaml: no space left on device")
	after := get(t, dir)
	delete(after, nextName)
	equal(t, "folder", after, before)
	generate(t, dir, tree, Options{})
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o555))
	err := plan(t, dir, newTree(t, content{"gitops/a.yaml": ""}), Options{}).Apply(t.Context())
	wantError(t, err, "write slipway.lock.next: permission denied")
}
