//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// lab is one platform with its local clusters, driven through the program as a
// user would.
type lab struct {
	t       testing.TB
	slipway string
	dir     string
	state   string
}

// newLab takes the lab down when the test ends.
func newLab(t testing.TB, platform string) *lab {
	t.Helper()
	agent := "argocd"
	if m := regexp.MustCompile(`agent: (\w+)`).FindStringSubmatch(platform); m != nil {
		agent = m[1]
	}
	mayCompile(t, labPrograms(agent)...)
	scratch := t.TempDir()
	l := &lab{t: t, slipway: os.Getenv(programVariable), dir: filepath.Join(scratch, "acme"), state: filepath.Join(scratch, "labs")}
	l.write("platform.yaml", platform)
	t.Cleanup(func() {
		if _, err := os.Stat(filepath.Join(l.state, "acme")); err == nil {
			if t.Failed() {
				l.tellWhy()
			}
			if kept := os.Getenv("SLIPWAY_E2E_KEEP"); t.Failed() && kept != "" {
				if err := keepFiles(l.state, filepath.Join(kept, t.Name())); err != nil {
					t.Logf("keep %s: %v", l.state, err)
				}
			}
			if out, err := l.command(context.Background(), "lab", "down", "acme").CombinedOutput(); err != nil {
				t.Errorf("slipway lab down: %v\n%s", err, out)
			}
		}
	})
	return l
}

// keepFiles copies the files of a folder; its sockets are nothing to read later.
func keepFiles(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// keeperOf is a lab's keeper, and all that it runs.
func (l *lab) keeperOf(name string) (*local.Client, []local.Status) {
	l.t.Helper()
	keeper, err := local.Dial(l.t.Context(), filepath.Join(l.state, name))
	if err != nil {
		l.t.Fatal(err)
	}
	parts, err := keeper.Status(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return keeper, parts
}

// mayCompile skips a test for which programs would have to be compiled, when
// SLIPWAY_E2E_COMPILE is 0: that takes minutes for each.
func mayCompile(t testing.TB, names ...string) {
	t.Helper()
	if missing := uncompiled(t, names); len(missing) > 0 {
		t.Skipf("skipped: SLIPWAY_E2E_COMPILE is 0 and these are not compiled: %s", strings.Join(missing, ", "))
	}
}

// labPrograms are those of a lab with an agent.
func labPrograms(agent string) []string {
	return append(local.ControlPlanePrograms(), agents[agent].programs...)
}

// uncompiled are the programs that are not there and may not be compiled.
func uncompiled(t testing.TB, names []string) []string {
	t.Helper()
	if os.Getenv("SLIPWAY_E2E_COMPILE") != "0" {
		return nil
	}
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	missing, err := local.Missing(t.Context(), cache, names)
	if err != nil {
		t.Fatal(err)
	}
	return missing
}

func (l *lab) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// edit replaces text in one of the user's files; the text must be there.
func (l *lab) edit(name, from, to string) {
	l.t.Helper()
	data, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil || !strings.Contains(string(data), from) {
		l.t.Fatalf("%s does not hold %q: %v", name, from, err)
	}
	l.write(name, strings.Replace(string(data), from, to, 1))
}

// read is one of the user's files.
func (l *lab) read(name string) string {
	l.t.Helper()
	data, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil {
		l.t.Fatal(err)
	}
	return string(data)
}

func (l *lab) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, l.slipway, append([]string{"-C", l.dir}, args...)...)
	cmd.Env = append(os.Environ(), "SLIPWAY_STATE="+l.state)
	return cmd
}

// try runs slipway and returns what it printed.
func (l *lab) try(args ...string) (stdout, stderr string, err error) {
	l.t.Helper()
	start := time.Now()
	var out, errOut bytes.Buffer
	cmd := l.command(l.t.Context(), args...)
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	l.t.Logf("slipway %s (%s): %v", strings.Join(args, " "), time.Since(start).Round(100*time.Millisecond), err)
	return out.String(), errOut.String(), err
}

// run runs slipway, which must succeed.
func (l *lab) run(args ...string) string {
	l.t.Helper()
	out, errOut, err := l.try(args...)
	if err != nil {
		l.t.Fatalf("slipway %s: %v\n%s%s", strings.Join(args, " "), err, out, errOut)
	}
	return out
}

// land generates, whatever it removes, pushes and waits until the contract is kept.
func (l *lab) land() {
	l.t.Helper()
	l.run("generate", "-q", "--allow-destructive")
	l.run("bootstrap", "--timeout", "4m")
}

// inGit lists the files of the last commit that the Git server has.
func (l *lab) inGit() []string {
	l.t.Helper()
	return strings.Fields(l.git("ls-tree", "-r", "--name-only", "main"))
}

// git asks the Git server's own repository.
func (l *lab) git(args ...string) string {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), "git", append([]string{"-C", filepath.Join(l.state, "acme", "git", "acme.git")}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func (l *lab) client(cluster string) *kube.Client {
	l.t.Helper()
	c, err := kube.ConnectFile(filepath.Join(l.state, "acme", "clusters", cluster, "kubeconfig"), "")
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// asExisting makes KUBECONFIG that of a cluster that the lab made, as if somebody
// else had made it, and returns that file and the name of its context.
func (l *lab) asExisting(cluster string) (kubeconfig, context string) {
	l.t.Helper()
	kubeconfig = filepath.Join(l.state, "acme", "clusters", cluster, "kubeconfig")
	l.t.Setenv("KUBECONFIG", kubeconfig)
	return kubeconfig, l.clusterName(kubeconfig)
}

// eventually waits until an object is as wanted; a nil one does not exist.
func (l *lab) eventually(c *kube.Client, r kube.Ref, want string, ok func(obj map[string]any) bool) {
	l.t.Helper()
	err := kube.Wait(l.t.Context(), r.String()+" to be "+want, time.Second, 3*time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		obj, err := c.Get(ctx, r)
		if errors.Is(err, kube.ErrNotFound) {
			return ok(nil), "it does not exist", nil
		}
		return err == nil && ok(obj), fmt.Sprint(obj["data"]), err
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *lab) get(c *kube.Client, r kube.Ref) map[string]any {
	l.t.Helper()
	obj, err := c.Get(l.t.Context(), r)
	if err != nil {
		l.t.Fatal(err)
	}
	return obj
}

func meta(obj map[string]any, key string) string {
	m, _ := obj["metadata"].(map[string]any)
	return fmt.Sprint(m[key])
}

// freeAddress is one that nobody else is given: neither a lab, whose ports are above,
// nor a program that asks the system for any.
func freeAddress(t testing.TB) string {
	t.Helper()
	ports, err := local.OpenPorts(filepath.Join(t.TempDir(), "ports.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	address, err := ports.Within(12000, 19999).Address("any")
	if err != nil {
		t.Fatal(err)
	}
	return address
}
