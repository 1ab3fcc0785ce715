package tree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// However the lock is lost, the next run knows its files again: by their headers, or by the entries that
// can still be read. It finds what is stale, keeps what is the user's, and writes the same lock.
func TestLostLock(t *testing.T) {
	files := content{
		"gitops/a.yaml": "a: 1\n", "gitops/old/b.yaml": "b: 1\n", "gitops/old/c.json": "[]", "gitops/kept.yaml": "k: 1\n",
		".github/ci.yml": "ci: 1\n",
	}
	next := newTree(t, content{"gitops/a.yaml": "a: 2\n", "gitops/kept.yaml": "k: 1\n", ".github/ci.yml": "ci: 2\n"})
	conflict := func(t *testing.T, dir string) {
		lock := get(t, dir)[lockName]
		put(t, dir, content{lockName: strings.Replace(lock, "owned:\n", "<<<<<<< HEAD\nslipway: v9\n=======\n>>>>>>> theirs\nowned:\n", 1)})
	}
	for name, tt := range map[string]struct {
		lose deed
		keep []string
		want string
	}{
		"missing":        {drop(lockName), []string{"gitops/kept.yaml"}, "update .github/ci.yml\nupdate gitops/a.yaml\ndelete gitops/old/b.yaml\nkept gitops/kept.yaml\n"},
		"corrupt":        {write(lockName, "\x00"), []string{"gitops/kept.yaml"}, "update .github/ci.yml\nupdate gitops/a.yaml\ndelete gitops/old/b.yaml\nkept gitops/kept.yaml\n"},
		"empty":          {write(lockName, ""), []string{"gitops/kept.yaml"}, "update .github/ci.yml\nupdate gitops/a.yaml\ndelete gitops/old/b.yaml\nkept gitops/kept.yaml\n"},
		"merge conflict": {conflict, nil, "update .github/ci.yml\nupdate gitops/a.yaml\ndelete gitops/old/b.yaml\ndelete gitops/old/c.json\nkept gitops/kept.yaml\n"},
		"CRLF conflict":  {both(conflict, toCRLF), nil, "update .github/ci.yml\nupdate gitops/a.yaml\ndelete gitops/old/b.yaml\ndelete gitops/old/c.json\nkept gitops/kept.yaml\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, clean := t.TempDir(), t.TempDir()
			for _, d := range []string{dir, clean} {
				generate(t, d, newTree(t, files), Options{})
				both(extend("gitops/kept.yaml"), write("gitops/mine.yaml", "# "+marker+"\n"))(t, d)
				generate(t, d, newTree(t, files), Options{Keep: []string{"gitops/kept.yaml"}})
			}
			tt.lose(t, dir)
			c := generate(t, dir, next, Options{Keep: tt.keep})
			// A file that claims to be ours but is not comes to light in a search only.
			equal(t, "plan", strings.ReplaceAll(summary(c), "left gitops/mine.yaml\n", ""), tt.want)

			generate(t, clean, next, Options{})
			want, got := get(t, clean), get(t, dir)
			delete(got, "gitops/old/c.json") // without a header or a lock nothing says that it is ours
			if strings.Contains(name, "CRLF") {
				want["gitops/kept.yaml"], want["gitops/mine.yaml"] = got["gitops/kept.yaml"], got["gitops/mine.yaml"]
			}
			equal(t, "folder", got, want)
		})
	}
}

// Two branches that add clusters merge their locks line by line; Git does the same without a conflict
// wherever the lines are apart.
func TestOneMoreClusterIsOneMoreLine(t *testing.T) {
	dir := t.TempDir()
	files := content{"gitops/README.md": "# hi\n"}
	for i := range 1000 {
		files[fmt.Sprintf("gitops/clusters/c-%04d/cluster.yaml", i)] = "name: c\n"
	}
	generate(t, dir, newTree(t, files), Options{})
	before := get(t, dir)[lockName]
	files["gitops/clusters/c-0500a/cluster.yaml"] = "name: c\n"
	c := generate(t, dir, newTree(t, files), Options{})
	equal(t, "plan", summary(c), "create gitops/clusters/c-0500a/cluster.yaml\n")
	after := get(t, dir)[lockName]
	equal(t, "lock", strings.Replace(after, "  - gitops/clusters/c-0500a/cluster.yaml\n", "", 1), before)
}

// The search reads below Output and nowhere else, and passes links by.
func TestSearchStaysInOutput(t *testing.T) {
	dir := t.TempDir()
	old := newTree(t, content{"gitops/a.yaml": "", "elsewhere/b.yaml": "", "gitops/sub/c.yaml": ""})
	generate(t, dir, old, Options{})
	both(drop(lockName), both(rename("gitops/sub", "mine"), link("../mine", "gitops/sub")))(t, dir)
	c := generate(t, dir, newTree(t, content{"gitops/z.yaml": ""}), Options{})
	equal(t, "plan", summary(c), "create gitops/z.yaml\ndelete gitops/a.yaml\n")
	for _, p := range []string{"elsewhere/b.yaml", "mine/c.yaml"} {
		if _, err := os.Stat(filepath.Join(dir, p)); err != nil {
			t.Error(err)
		}
	}
}

// Power cuts on a disk that lies about syncing: what slipway.lock.next lists and what is cut short is ours.
func TestRemnants(t *testing.T) {
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b.json": `{"b": 1}`})
	whole := content{}.of(tree)
	for name, tt := range map[string]struct{ p, data, want string }{
		"empty":            {"gitops/a.yaml", "", "update gitops/a.yaml\n"},
		"cut short":        {"gitops/a.yaml", whole["gitops/a.yaml"][:100], "update gitops/a.yaml\n"},
		"cut in header":    {"gitops/a.yaml", whole["gitops/a.yaml"][:10], "update gitops/a.yaml\n"},
		"zeros":            {"gitops/b.json", "\x00\x00\x00", "update gitops/b.json\n"},
		"cut, then edited": {"gitops/b.json", `{"b": 2`, "edited gitops/b.json\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, tree, Options{})
			rename(lockName, nextName)(t, dir)
			write(tt.p, tt.data)(t, dir)
			equal(t, "plan", summary(plan(t, dir, tree, Options{})), tt.want)
		})
	}
	dir := t.TempDir()
	generate(t, dir, tree, Options{})
	both(rename(lockName, nextName), write("gitops/a.yaml", ""))(t, dir)
	c := generate(t, dir, newTree(t, content{"gitops/b.json": `{"b": 1}`}), Options{})
	equal(t, "empty and no longer produced", summary(c), "delete gitops/a.yaml\n")
}

// What a run left that was cut short after its last change of a file is still to be cleared.
func TestLeftoversAreAChange(t *testing.T) {
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n"})
	for name, leave := range map[string]deed{
		"announcement":            copyFile(lockName, nextName),
		"empty announcement":      write(nextName, ""),
		"unfinished announcement": write(".slipway-tmp-slipway.lock.next", "hal"),
		"unfinished lock":         write(".slipway-tmp-slipway.lock", "hal"),
		"unfinished file":         both(copyFile(lockName, nextName), write("gitops/.slipway-tmp-a.yaml", "hal")),
		"unfinished, lock lost":   both(drop(lockName), write("gitops/x/.slipway-tmp-b.yaml", "hal")),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, tree, Options{})
			want := get(t, dir)
			leave(t, dir)
			if plan(t, dir, tree, Options{}).Empty() {
				t.Error("plan is empty")
			}
			generate(t, dir, tree, Options{})
			got := get(t, dir)
			delete(got, "gitops/x/") // nothing tells that this folder was not the user's
			equal(t, "folder", got, want)
		})
	}
}
