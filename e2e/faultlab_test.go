//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const faultsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://localhost:PORT/acme.git"}
  catalogs: [builtin, ./catalog]
  credentials: [{name: git, kind: git, url: "http://localhost:PORT/", from: {env: {password: GIT_TOKEN}}}]
  components: {namespaces: {}, platform-info: {}, sample: {}, web: {config: {layers: {}}}}
  clusters: [{name: hub, role: hub, provider: local, labels: {colour: green}}]
`

// faultSite is what labs in which things go wrong share: a Git server, a chart
// registry, and programs of which the API server stands behind the front.
type faultSite struct {
	agent         string
	git, registry *gate
	root          atomic.Value // the Git server's folder
	token         atomic.Value // that it asks for
	cache         string
	took          time.Duration // a run that meets nothing
}

const firstToken, secondToken = "token-in-no-log-1", "token-in-no-log-2"

func newFaultSite(t *testing.T, agent string) *faultSite {
	t.Helper()
	mayCompile(t, append(local.ControlPlanePrograms(), agents[agent].programs...)...)
	s := &faultSite{agent: agent}
	s.git = newGate(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gitserver.New(s.root.Load().(string), gitserver.WithAuth("git", s.token.Load().(string))).ServeHTTP(w, r)
	}))
	registry := serveCharts(t, "1.0.0")
	host, _, _ := strings.Cut(strings.TrimPrefix(registry.repository, "oci://"), "/")
	s.registry = newGate(t, before(t, "http://"+host))
	s.cache = frontedCache(t)
	return s
}

// frontedCache is the cache of compiled programs with the front in the place of
// the API server.
func frontedCache(t *testing.T) string {
	t.Helper()
	real, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := local.Build(t.Context(), real, local.ControlPlanePrograms(), nil); err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	front := filepath.Join(cache, "front")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", front, "./front").CombinedOutput(); err != nil {
		t.Fatalf("build the front: %v\n%s", err, out)
	}
	entries, err := os.ReadDir(filepath.Join(real, "programs"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		from, to := filepath.Join(real, "programs", e.Name()), filepath.Join(cache, "programs", e.Name())
		if !e.IsDir() {
			continue
		}
		err := os.MkdirAll(filepath.Dir(to), 0o755)
		if strings.HasPrefix(e.Name(), "kube-apiserver-") {
			err = errors.Join(err, os.Mkdir(to, 0o755), os.Link(front, filepath.Join(to, "kube-apiserver")),
				os.Symlink(filepath.Join(from, "kube-apiserver"), filepath.Join(to, "kube-apiserver.real")))
		} else {
			err = errors.Join(err, os.Symlink(from, to))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return cache
}

// faultLab is one lab of the site, made anew.
type faultLab struct {
	*lab
	site  *faultSite
	first *running // nil until it runs
}

// lab makes one; its platform's folder is small where a disk is to be full.
func (s *faultSite) lab(t *testing.T, small bool) *faultLab {
	t.Helper()
	t.Setenv("SLIPWAY_CACHE", s.cache)
	t.Setenv("GIT_TOKEN", firstToken)
	s.token.Store(firstToken)
	_, port, _ := strings.Cut(s.git.address, ":")
	platform := strings.NewReplacer("AGENT", s.agent, "PORT", port).Replace(faultsPlatform)
	l := &faultLab{lab: newLab(t, platform), site: s}
	if small {
		l.onSmallDisk()
		l.write("platform.yaml", platform)
	}
	root := filepath.Join(filepath.Dir(l.dir), "git")
	s.root.Store(root)
	if _, err := gitserver.Init(t.Context(), root, "acme", "main"); err != nil {
		t.Fatal(err)
	}
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", "oci://"+s.registry.address+"/charts", 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	return l
}

// onSmallDisk puts the platform's folder on a disk of its own.
func (l *faultLab) onSmallDisk() {
	l.t.Helper()
	err := syscall.Mount("tmpfs", l.dir, "tmpfs", 0, "size=4m")
	if errors.Is(err, syscall.EPERM) {
		l.t.Skip("skipped: only root may mount a small disk")
	}
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		if err := syscall.Unmount(l.dir, syscall.MNT_FORCE); err != nil {
			l.t.Error(err)
		}
	})
}

// state is every object on the cluster in its normal form, whatever the commit.
func (l *faultLab) state() map[string]string {
	l.t.Helper()
	out, err := exec.CommandContext(l.t.Context(), "git", "-C", filepath.Join(l.site.root.Load().(string), "acme.git"), "rev-parse", "main").Output()
	if err != nil {
		l.t.Fatal(err)
	}
	forms := normalForms(l.lab, "hub")
	for key, form := range forms {
		forms[key] = strings.ReplaceAll(form, strings.TrimSpace(string(out)), "COMMIT")
	}
	return forms
}

// noToken looks for credentials in every log, and in all that Git has.
func (l *faultLab) noToken(said ...string) {
	l.t.Helper()
	looked := 0
	look := func(where string, data []byte) {
		looked++
		for _, token := range []string{firstToken, secondToken} {
			if bytes.Contains(data, []byte(token)) {
				l.t.Errorf("%s holds a credential", where)
			}
		}
	}
	for _, text := range said {
		look("the output", []byte(text))
	}
	for _, folder := range []string{l.folder(), l.dir, l.site.root.Load().(string)} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || folder == l.folder() && !strings.HasSuffix(path, ".log") {
				return err
			}
			data, err := os.ReadFile(path)
			look(path, data)
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			l.t.Fatal(err)
		}
	}
	if looked < 10 {
		l.t.Errorf("there are only %d logs and files", looked)
	}
}

func (l *faultLab) folder() string { return filepath.Join(l.lab.state, "acme") }

// pid is that of one of the lab's processes.
func (l *faultLab) pid(name string) int {
	l.t.Helper()
	keeper, err := local.Dial(l.t.Context(), l.folder())
	if err != nil {
		l.t.Fatal(err)
	}
	parts, err := keeper.Status(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, p := range parts {
		if p.Name == name && p.PID > 0 {
			return p.PID
		}
	}
	l.t.Fatalf("%s does not run", name)
	return 0
}

// signal reaches a process of the lab with all that it started.
func (l *faultLab) signal(pid int, s syscall.Signal) {
	l.t.Helper()
	if err := syscall.Kill(-pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		l.t.Fatal(err)
	}
}
