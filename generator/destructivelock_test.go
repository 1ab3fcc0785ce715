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

// TestALockWithAConflictTells: what the last run left is known by either side of a merge, before slipway lock and
// after it.
func TestALockWithAConflictTells(t *testing.T) {
	// What a branch generated that has the change already; it is not what all clusters have.
	line := func(lock, begins string) string {
		for l := range strings.Lines(lock) {
			if strings.HasPrefix(l, begins) {
				return l
			}
		}
		t.Fatalf("no line begins with %q in\n%s", begins, lock)
		return ""
	}
	locks := map[string]func(was, is string) string{
		"slipway": func(was, _ string) string { return strings.Replace(was, "slipway:", "<<<<<<< HEAD\nslipway:", 1) },
		"all": func(was, is string) string {
			return "<<<<<<< HEAD\n" + was + "||||||| base\n" + "root: {agent: sveltos}\n" + "=======\n" + is + ">>>>>>> b\n"
		},
		"the other way": func(was, is string) string { return "<<<<<<< HEAD\n" + is + "=======\n" + was + ">>>>>>> b\n" },
		"both taken": func(was, is string) string {
			for _, begins := range []string{"root:", "  - {component: web", "  - {component: tenant-shop"} {
				if theirs := line(is, begins); theirs != line(was, begins) {
					was = strings.Replace(was, line(was, begins), theirs+line(was, begins), 1)
				}
			}
			return was
		},
	}
	for name, c := range lockedChanges() {
		t.Run(name, func(t *testing.T) {
			was, changed := generated(t, lockedFiles()), lockedFiles()
			changed[c.file] = strings.Replace(changed[c.file], c.old, c.new, 1)
			is := textOf(t, generated(t, changed), "slipway.lock")
			lock := textOf(t, was, "slipway.lock")
			write(t, was, c.file, changed[c.file])
			for style, with := range locks {
				for _, locked := range []bool{false, true} {
					write(t, was, "slipway.lock", with(lock, is))
					if locked {
						if err := generator.Lock(t.Context(), sources(t), was, mustLoad(t, was), nil); err != nil {
							t.Fatal(err)
						}
					}
					if got := destroyed(t, was); !slices.Equal(got, c.want) {
						t.Errorf("%s, locked %t: got %q, want %q", style, locked, got, c.want)
					}
				}
			}
		})
	}
}

// TestWhatIsMadeAnewTells: the generated files may be gone; what runs came from them all the same. A platform of which
// nothing was generated, and that slipway lock was run for alone, has nothing to lose.
func TestWhatIsMadeAnewTells(t *testing.T) {
	for name, c := range lockedChanges() {
		t.Run(name, func(t *testing.T) {
			dir := generated(t, lockedFiles())
			if err := os.RemoveAll(filepath.Join(dir, "gitops")); err != nil {
				t.Fatal(err)
			}
			write(t, dir, c.file, strings.Replace(textOf(t, dir, c.file), c.old, c.new, 1))
			if got := destroyed(t, dir); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			fresh := t.TempDir()
			for file, text := range lockedFiles() {
				write(t, fresh, file, text)
			}
			if err := generator.Lock(t.Context(), sources(t), fresh, mustLoad(t, fresh), nil); err != nil {
				t.Fatal(err)
			}
			write(t, fresh, c.file, textOf(t, dir, c.file))
			if got := destroyed(t, fresh); got != nil {
				t.Errorf("where nothing was generated: got %q", got)
			}
		})
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
