package gitserver_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

func TestPushAndClone(t *testing.T) {
	for name, options := range map[string][]gitserver.Option{
		"open":    nil,
		"private": {gitserver.WithAuth("robot", "s3cret")},
	} {
		t.Run(name, func(t *testing.T) {
			remote := serve(t, options...)
			if name == "private" {
				remote = withUser(t, remote, "robot", "s3cret")
			}
			work := filepath.Join(t.TempDir(), "work")
			git(t, "", "init", "-q", "-b", "main", work)
			want := write(t, work, 3<<20) // more than git sends in one piece
			git(t, work, "add", ".")
			git(t, work, "commit", "-qm", "first")
			git(t, work, "push", "-q", remote, "main")

			clone := filepath.Join(t.TempDir(), "clone")
			git(t, "", "clone", "-q", remote, clone)
			got, err := os.ReadFile(filepath.Join(clone, "data"))
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("clone holds other data than was pushed (%v)", err)
			}
			if branch := git(t, clone, "branch", "--show-current"); branch != "main" {
				t.Errorf("default branch is %q, want main", branch)
			}
		})
	}
}

func TestWrongPassword(t *testing.T) {
	remote := serve(t, gitserver.WithAuth("robot", "s3cret"))
	for _, address := range []string{remote, withUser(t, remote, "robot", "wrong"), withUser(t, remote, "other", "s3cret")} {
		if out, err := run("", "ls-remote", address); err == nil {
			t.Errorf("ls-remote %s succeeded: %s", address, out)
		}
	}
}

func TestOnlyRepositoriesAreServed(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "notes"), []byte("private"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := gitserver.Init(context.Background(), root, "a", "main"); err != nil {
		t.Fatal(err)
	}
	handler := gitserver.New(root)
	for _, path := range []string{"/", "/notes", "/a.git", "/a.git/../notes", "/../a.git/HEAD", "/x.git/info/refs"} {
		request := httptest.NewRequest("GET", "http://git/", nil)
		request.URL = &url.URL{Path: path}
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		if response.Code == 200 || strings.Contains(response.Body.String(), "private") {
			t.Errorf("GET %s: %d %s", path, response.Code, response.Body)
		}
	}
}

// TestPagesUseNoRepository: a page could have made its own name lead here, but not leave out what it is.
func TestPagesUseNoRepository(t *testing.T) {
	root := t.TempDir()
	if _, err := gitserver.Init(t.Context(), root, "a", "main"); err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]int{"": 200, "http://evil.example:3000": 403, "null": 403} {
		request := httptest.NewRequest("POST", "http://evil.example:3000/a.git/git-upload-pack", strings.NewReader("0000"))
		request.Header.Set("Content-Type", "application/x-git-upload-pack-request")
		if origin != "" {
			request.Header.Set("Origin", origin)
		}
		response := httptest.NewRecorder()
		gitserver.New(root).ServeHTTP(response, request)
		if response.Code != want {
			t.Errorf("from %q: %d %s", origin, response.Code, response.Body)
		}
	}
}

// TestInitGoesOn where it was killed before all of a repository was there.
func TestInitGoesOn(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "a.git")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "HEAD"), []byte("ref: refs/heads/main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := gitserver.Init(t.Context(), root, "a", "main"); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "git", "-C", path, "rev-parse", "--git-dir").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestInit(t *testing.T) {
	ctx, root := context.Background(), t.TempDir()
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "elsewhere"))
	first, err := gitserver.Init(ctx, root, "platform", "trunk")
	if err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(filepath.Join(first, "HEAD"))
	if err != nil || strings.TrimSpace(string(head)) != "ref: refs/heads/trunk" {
		t.Errorf("HEAD is %q (%v)", head, err)
	}
	if second, err := gitserver.Init(ctx, root, "platform", "trunk"); err != nil || second != first {
		t.Errorf("a second Init returned %q, %v", second, err)
	}
	for _, name := range []string{"", "../x", "a/b", "-x", ".git"} {
		if _, err := gitserver.Init(ctx, root, name, "main"); err == nil {
			t.Errorf("Init accepted the name %q", name)
		}
	}
}

func TestPortTaken(t *testing.T) {
	listener, err := gitserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, err = gitserver.Listen(listener.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "taken by another program") {
		t.Errorf("error is %v", err)
	}
}

func serve(t *testing.T, options ...gitserver.Option) string {
	t.Helper()
	root := t.TempDir()
	if _, err := gitserver.Init(context.Background(), root, "platform", "main"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gitserver.New(root, options...))
	t.Cleanup(server.Close)
	return server.URL + "/platform.git"
}

func withUser(t *testing.T, remote, user, password string) string {
	t.Helper()
	address, err := url.Parse(remote)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(user, password)
	return address.String()
}

func write(t *testing.T, dir string, size int) []byte {
	t.Helper()
	data := make([]byte, size)
	rand.Read(data)
	if err := os.WriteFile(filepath.Join(dir, "data"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := run(dir, args...)
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(out)
}

func run(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "credential.helper="}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "no_proxy=127.0.0.1", "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
