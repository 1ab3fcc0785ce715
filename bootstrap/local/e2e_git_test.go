//go:build e2e && unix

package local

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

// repository is one Git repository that needs a password.
type repository struct {
	url, user, password string
	remote              string // url with the password, for whoever pushes
}

func serveRepository(t *testing.T, ctx context.Context, s Supervisor, dir string) repository {
	t.Helper()
	root := filepath.Join(dir, "git")
	if _, err := gitserver.Init(ctx, root, "platform", "main"); err != nil {
		t.Fatal(err)
	}
	ports, err := OpenPorts(filepath.Join(dir, "ports.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	address, err := ports.Address("git")
	if err != nil {
		t.Fatal(err)
	}
	r := repository{url: "http://" + address + "/platform.git", user: "robot", password: "s3cret"}
	r.remote = "http://" + r.user + ":" + r.password + "@" + address + "/platform.git"
	if err := s.StartService(ctx, Service{Name: "git", Kind: ServiceGit, Address: address, Root: root, User: r.user, Password: r.password}); err != nil {
		t.Fatal(err)
	}
	return r
}

// push commits exactly these files; only the first push names the remote.
func push(t *testing.T, work, remote, message string, files map[string]string) {
	t.Helper()
	if remote != "" {
		git(t, work, "init", "-q", "-b", "main")
		git(t, work, "remote", "add", "origin", remote)
	} else {
		git(t, work, "rm", "-rq", ".")
	}
	for name, content := range files {
		path := filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git(t, work, "add", ".")
	git(t, work, "commit", "-qm", message)
	git(t, work, "push", "-q", "origin", "main")
}

func git(t *testing.T, work string, args ...string) {
	t.Helper()
	if err := os.MkdirAll(work, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "no_proxy=127.0.0.1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
}
