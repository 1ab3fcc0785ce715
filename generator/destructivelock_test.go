package generator_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

const lockedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, ./catalog]
  components: {web: {}}
  tenants: [{name: shop, repository: {url: "https://git.example.com/shop.git", path: apps}}]
  clusters:
    - {name: hub, role: hub, context: kind-hub}
`

func lockedFiles() map[string]string {
	return map[string]string{"platform.yaml": lockedPlatform, "catalog/web/component.cue": chartComponent("web", "")}
}

type lockedChange struct {
	file, old, new string
	want           []string
}

// lockedChanges are those of which the lock alone tells.
func lockedChanges() map[string]lockedChange {
	return map[string]lockedChange{
		"nothing":           {"platform.yaml", "acme", "acme", nil},
		"another namespace": {"catalog/web/component.cue", `namespace: "web"`, `namespace: "front"`, []string{"namespace web hub"}},
		"another chart":     {"catalog/web/component.cue", `name: "web", version`, `name: "site", version`, []string{"source web hub"}},
		"another agent":     {"platform.yaml", "agent: argocd", "agent: flux", []string{"root  hub"}},
		"another tenant's":  {"platform.yaml", "shop.git", "store.git", []string{"source tenant-shop hub"}},
		"a tenant's branch": {"platform.yaml", "path: apps", "path: apps, branch: next", []string{"source tenant-shop hub"}},
		"a tenant's path":   {"platform.yaml", "path: apps", "path: app", []string{"source tenant-shop hub"}},
		"another branch":    {"platform.yaml", "platform.git", "platform.git, branch: next", []string{"root  hub"}},
		"another path":      {"platform.yaml", "platform.git", "platform.git, path: acme", []string{"root  hub"}},
	}
}

// TestALockWithAConflictTells: what the last run left is known by either side of a merge, also after slipway lock. The
// marks that may be left of it are package tree's to test.
func TestALockWithAConflictTells(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	for name, c := range lockedChanges() {
		t.Run(name, func(t *testing.T) {
			was, changed := generated(t, lockedFiles()), lockedFiles()
			changed[c.file] = strings.Replace(changed[c.file], c.old, c.new, 1)
			ours := textOf(t, was, "slipway.lock")
			theirs := textOf(t, generated(t, changed), "slipway.lock") // a branch that has the change already
			write(t, was, c.file, changed[c.file])
			write(t, was, "slipway.lock", "<<<<<<< HEAD\n"+ours+"||||||| base\nroot: {agent: sveltos}\n=======\n"+theirs+">>>>>>> b\n")
			if got := destroyed(t, was); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			write(t, was, "slipway.lock", "<<<<<<< HEAD\n"+theirs+"=======\n"+ours+">>>>>>> b\n")
			if err := generator.Lock(t.Context(), sources(t), was, mustLoad(t, was), nil); err != nil {
				t.Fatal(err)
			}
			if got := destroyed(t, was); !slices.Equal(got, c.want) {
				t.Errorf("after slipway lock got %q, want %q", got, c.want)
			}
		})
	}
}

// TestAnotherBranchHidesNothing: what else goes is told as well, unless the agent's files are others.
func TestAnotherBranchHidesNothing(t *testing.T) {
	for name, want := range map[string][]string{
		"another branch": {"root  hub", "unit web hub"},
		"another agent":  {"root  hub"},
	} {
		c, dir := lockedChanges()[name], generated(t, lockedFiles())
		text := strings.Replace(lockedPlatform, "  components: {web: {}}\n", "", 1)
		write(t, dir, c.file, strings.Replace(text, c.old, c.new, 1))
		if got := destroyed(t, dir); !slices.Equal(got, want) {
			t.Errorf("with %s got %q, want %q", name, got, want)
		}
	}
}

// TestWhatIsMadeAnewTells: the generated files may be gone; what runs came from them all the same.
func TestWhatIsMadeAnewTells(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	start := generated(t, lockedFiles())
	if err := os.RemoveAll(filepath.Join(start, "gitops")); err != nil {
		t.Fatal(err)
	}
	for name, c := range lockedChanges() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			write(t, dir, c.file, strings.Replace(textOf(t, dir, c.file), c.old, c.new, 1))
			if got := destroyed(t, dir); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestWhatWasNeverGeneratedHasNothingToLose: slipway lock alone may have written what is to be.
func TestWhatWasNeverGeneratedHasNothingToLose(t *testing.T) {
	dir := t.TempDir()
	for file, text := range lockedFiles() {
		write(t, dir, file, text)
	}
	if err := generator.Lock(t.Context(), sources(t), dir, mustLoad(t, dir), nil); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "platform.yaml", strings.Replace(lockedPlatform, "agent: argocd", "agent: flux", 1))
	if got := destroyed(t, dir); got != nil {
		t.Errorf("got %q", got)
	}
}

// TestAnOlderLockTells: what an older slipway did not record moves nowhere.
func TestAnOlderLockTells(t *testing.T) {
	const tenant = `(?m)^  - \{component: tenant-shop.*\n`
	for name, c := range map[string]struct{ recorded, older, old, new string }{
		"no tenants":          {tenant, "", "shop.git", "store.git"},
		"their bounds' files": {tenant, "  - {component: tenant-shop, source: files, deletion: orphan}\n", "shop.git", "store.git"},
		"no branch":           {", branch: main", "", "platform.git", "platform.git, branch: next"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := generated(t, lockedFiles())
			now := textOf(t, dir, "slipway.lock")
			older := regexp.MustCompile(c.recorded).ReplaceAllString(now, c.older)
			if older == now {
				t.Fatalf("the lock is as an older one:\n%s", now)
			}
			write(t, dir, "slipway.lock", older)
			write(t, dir, "platform.yaml", strings.Replace(lockedPlatform, c.old, c.new, 1))
			if got := destroyed(t, dir); got != nil {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestARingsRevisionIsNotRefused: to move it is how a commit is promoted where rings follow tags.
func TestARingsRevisionIsNotRefused(t *testing.T) {
	files := lockedFiles()
	files["platform.yaml"] = strings.NewReplacer("  agent: argocd\n", "  agent: argocd\n  topology: standalone\n  rings: [{name: all, revision: refs/tags/v1}]\n",
		"role: hub, ", "").Replace(lockedPlatform)
	dir := generated(t, files)
	write(t, dir, "platform.yaml", strings.Replace(files["platform.yaml"], "tags/v1", "tags/v2", 1))
	if got := destroyed(t, dir); got != nil {
		t.Errorf("got %q", got)
	}
}

func generated(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for file, text := range files {
		write(t, dir, file, text)
	}
	apply(t, dir)
	return dir
}
