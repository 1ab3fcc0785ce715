//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// gitea is a real Gitea with an organisation acme that Ann owns, without the pages that people see.
type gitea struct {
	t                 *testing.T
	program, config   string
	http, ssh         string // addresses
	keys              string // the folder of Ann's key and what is known of the host
	token, everything string // what the platform's documentation asks for, and what the test does for people
}

const giteaSettings = `RUN_MODE = prod
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = WORK
[server]
STATIC_ROOT_PATH = FILES
HTTP_ADDR = 127.0.0.1
HTTP_PORT = HTTPPORT
ROOT_URL = http://HTTP/
SSH_DOMAIN = 127.0.0.1
START_SSH_SERVER = true
BUILTIN_SSH_SERVER_USER = git
SSH_LISTEN_HOST = 127.0.0.1
SSH_LISTEN_PORT = SSHPORT
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
[security]
INSTALL_LOCK = true
SECRET_KEY = of-a-test
[repository]
DEFAULT_BRANCH = main
[indexer]
ISSUE_INDEXER_TYPE = db
[actions]
ENABLED = false
[log]
MODE = file
`

func startGitea(t *testing.T) *gitea {
	t.Helper()
	mayCompile(t, "gitea")
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := local.Build(t.Context(), cache, []string{"gitea"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	g := &gitea{t: t, program: programs["gitea"], config: filepath.Join(work, "app.ini"), http: freeAddress(t), ssh: freeAddress(t), keys: t.TempDir()}
	port := func(address string) string { _, port, _ := net.SplitHostPort(address); return port }
	settings := strings.NewReplacer("WORK_PATH = WORK", "WORK_PATH = "+work, "FILES", local.Kept(g.program), "HTTPPORT", port(g.http), "SSHPORT", port(g.ssh), "//HTTP/", "//"+g.http+"/")
	if err := os.WriteFile(g.config, []byte(settings.Replace(giteaSettings)), 0o600); err != nil {
		t.Fatal(err)
	}
	g.run("migrate")
	g.run("admin", "user", "create", "--username", "ann", "--email", "ann@example.com", "--random-password", "--admin", "--must-change-password=false")
	g.token = g.tokenFor("slipway", "write:repository,write:organization,read:user")
	g.everything = g.tokenFor("people", "all")
	g.serve()
	g.call("POST", "/orgs", map[string]any{"username": "acme"}, http.StatusCreated)
	g.addKey()
	return g
}

func (g *gitea) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.program, append(args, "--config", g.config)...)
	home := filepath.Dir(g.config)
	cmd.Env, cmd.Dir = append(os.Environ(), "HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "USER=git"), home
	return cmd
}

func (g *gitea) run(args ...string) string {
	g.t.Helper()
	var said bytes.Buffer
	cmd := g.command(g.t.Context(), args...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		g.t.Fatalf("gitea %v: %v\n%s%s", args, err, out, said.String())
	}
	return strings.TrimSpace(string(out))
}

func (g *gitea) tokenFor(name, scopes string) string {
	g.t.Helper()
	lines := strings.Fields(g.run("admin", "user", "generate-access-token", "--username", "ann", "--token-name", name, "--scopes", scopes, "--raw"))
	if len(lines) == 0 {
		g.t.Fatal("gitea made no token")
	}
	return lines[len(lines)-1]
}

// serve starts it, and waits until it answers.
func (g *gitea) serve() {
	g.t.Helper()
	var said bytes.Buffer
	cmd := g.command(context.Background(), "web")
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		if g.t.Failed() {
			g.t.Logf("gitea said:\n%s", said.String())
		}
	})
	for _, address := range []string{g.http, g.ssh} {
		g.eventually("gitea to listen at "+address, func(ctx context.Context) error {
			var d net.Dialer
			conn, err := d.DialContext(ctx, "tcp", address)
			if err == nil {
				err = conn.Close()
			}
			return err
		})
	}
}

func (g *gitea) eventually(what string, try func(context.Context) error) {
	g.t.Helper()
	if err := kube.Wait(g.t.Context(), what, time.Second, 3*time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		if err := try(ctx); err != nil {
			return false, err.Error(), nil
		}
		return true, "", nil
	}); err != nil {
		g.t.Fatal(err)
	}
}

// call does by the API what people do on the pages.
func (g *gitea) call(method, path string, body any, want int) []byte {
	g.t.Helper()
	answer, err := g.try(g.t.Context(), method, path, body, want)
	if err != nil {
		g.t.Fatal(err)
	}
	return answer
}

func (g *gitea) try(ctx context.Context, method, path string, body any, want int) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+g.http+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "token "+g.everything)
	req.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	if answer.StatusCode != want {
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, data)
	}
	return data, nil
}

// addKey gives Ann an SSH key, and learns the host's.
func (g *gitea) addKey() {
	g.t.Helper()
	file := filepath.Join(g.keys, "ann")
	if out, err := exec.CommandContext(g.t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).CombinedOutput(); err != nil {
		g.t.Skipf("ssh-keygen: %v %s", err, out)
	}
	public, err := os.ReadFile(file + ".pub")
	if err != nil {
		g.t.Fatal(err)
	}
	g.call("POST", "/user/keys", map[string]any{"title": "ann", "key": string(public)}, http.StatusCreated)
	host, port, err := net.SplitHostPort(g.ssh)
	if err != nil {
		g.t.Fatal(err)
	}
	known, err := exec.CommandContext(g.t.Context(), "ssh-keyscan", "-T", "60", "-p", port, host).Output()
	if err != nil || len(known) == 0 {
		g.t.Fatalf("ssh-keyscan: %v", err)
	}
	if err := os.WriteFile(filepath.Join(g.keys, "known_hosts"), known, 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// knownHosts is what is known of its SSH server.
func (g *gitea) knownHosts() string {
	g.t.Helper()
	data, err := os.ReadFile(filepath.Join(g.keys, "known_hosts"))
	if err != nil {
		g.t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// titles are those of the deploy keys of a repository, each with whether it may only read.
func (g *gitea) titles(repository string) (out []string) {
	g.t.Helper()
	var keys []struct {
		Title    string `json:"title"`
		ReadOnly bool   `json:"read_only"`
	}
	if err := json.Unmarshal(g.call("GET", "/repos/"+repository+"/keys", nil, http.StatusOK), &keys); err != nil {
		g.t.Fatal(err)
	}
	for _, key := range keys {
		out = append(out, fmt.Sprintf("%s %t", key.Title, key.ReadOnly))
	}
	return out
}
