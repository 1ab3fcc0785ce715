//go:build e2e

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const forgePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository:
    url: SSH
    forge: {kind: gitea, api: "API", create: true, deployKeys: true}
  credentials:
    - {name: git, kind: git, url: "SSH", from: {file: {sshPrivateKey: KEYS/ann, knownHosts: KEYS/known_hosts}}}
    - {name: api, kind: git, url: "API", from: {env: {password: FORGE_TOKEN}}}
  components: {namespaces: {}, platform-info: {config: {extra: {round: "1"}}}OWN}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// TestForge is the story of a repository that is not there yet, behind an SSH
// server that knows Ann's key alone: bootstrap makes the repository, the agent
// gets a deploy key of its own that may only read, and a change of a protected
// branch becomes a pull request. Git and SSH are real; the forge's API is ours,
// and does what Gitea's documents.
func TestForge(t *testing.T) {
	withAgents(t, onForge, "flux")
}

func onForge(t *testing.T, agent string) {
	f := startForge(t)
	own := map[string]string{"argocd": fmt.Sprintf(", argo-cd: {config: {sshKnownHosts: %q}}", strings.TrimSpace(f.read("known_hosts")))}[agent]
	l := newLab(t, strings.NewReplacer("AGENT", agent, "SSH", f.ssh, "API", f.api, "KEYS", f.keys, "OWN", own).Replace(forgePlatform))
	t.Setenv("FORGE_TOKEN", forgeToken)
	l.run("generate", "-q")
	_, stderr, err := l.try("lab", "up", "--timeout", "4m")
	if err != nil || !strings.Contains(stderr, "made the private repository "+f.ssh) || !strings.Contains(stderr, "cluster hub has a deploy key of its own at the forge") {
		t.Fatalf("lab up says %v\n%s", err, stderr)
	}
	hub := l.client("hub")
	l.eventually(hub, platformInfo, "there", func(obj map[string]any) bool { return obj != nil })
	if titles := f.titles(); !slices.Equal(titles, []string{"slipway acme/hub"}) {
		t.Errorf("the forge has the deploy keys %q", titles)
	}
	secret := l.get(hub, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: unreadable[agent].source.Namespace, Name: "platform-repository"})
	ann := base64.StdEncoding.EncodeToString([]byte(f.read("ann")))
	if text, _ := json.Marshal(secret); strings.Contains(string(text), ann) || strings.Contains(string(text), forgeToken) {
		t.Error("the cluster has Ann's key, or the forge's token")
	}

	t.Log("bootstrap again changes nothing")
	before := f.written()
	l.run("bootstrap", "--timeout", "4m")
	if after := f.written(); after != before {
		t.Errorf("the forge was written to %d times, and then %d", before, after)
	}

	t.Log("what cannot be pushed becomes a pull request")
	if err := os.MkdirAll(filepath.Join(f.repository, "hooks"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.repository, "hooks", "update"), []byte("#!/bin/sh\ntest \"$1\" != refs/heads/main\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	l.edit("platform.yaml", `round: "1"`, `round: "2"`)
	l.run("generate", "-q")
	for range 2 { // the second finds it open
		_, stderr, err = l.try("bootstrap", "--branch", "round-2", "--timeout", "4m")
		if exitCode(err) != 3 || !strings.Contains(stderr, "have https://git.example.com/acme/platform/pulls/1 merged, then run: git switch main") {
			t.Errorf("bootstrap says %v\n%s", err, stderr)
		}
	}

	t.Log("what nobody will merge is not waited for")
	waiting := startUntil(l, "push … https://git.example.com/acme/platform/pulls/1 to be merged into main: ", "bootstrap", "--branch", "round-2", "--wait-merge", "3m", "--timeout", "4m")
	f.refuse()
	if said, err := waiting.end(); exitCode(err) != 1 || !strings.Contains(said, "pulls/1 was closed without being merged") {
		t.Errorf("bootstrap says %v\n%s", err, said)
	}

	t.Log("a key that was taken away comes back, and is a new one where the cluster has lost its own")
	f.forget()
	if err := hub.Delete(t.Context(), kube.RefOf(secret), kube.Background); err != nil {
		t.Fatal(err)
	}
	gitIn(l, l.dir, "checkout", "-q", "main")
	l.run("bootstrap", "--no-push", "--timeout", "4m")
	if titles := f.titles(); !slices.Equal(titles, []string{"slipway acme/hub"}) {
		t.Errorf("the forge has the deploy keys %q", titles)
	}

	t.Log("the key goes with the platform")
	f.mu.Lock()
	f.deploy = append(f.deploy, map[string]any{"id": 7, "title": "slipway acme/other", "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINew"})
	f.mu.Unlock()
	if out := l.run("uninstall", "--timeout", "4m"); !strings.Contains(out, "gone with hub: deploy key slipway acme/hub at the forge") {
		t.Errorf("uninstall says\n%s", out)
	}
	if titles := f.titles(); !slices.Equal(titles, []string{"slipway acme/other"}) {
		t.Errorf("the forge has the deploy keys %q", titles)
	}
}

const forgeToken = "token-of-the-forge"

// fakeForge is the API of a forge with one repository, and OpenSSH's server.
type fakeForge struct {
	t                  *testing.T
	ssh, api           string
	keys               string // folder of Ann's key and the host's
	root, repository   string
	authorized, script string
	mu                 sync.Mutex
	made               bool
	deploy, pulls      []map[string]any
	writes             int
}

func startForge(t *testing.T) *fakeForge {
	t.Helper()
	root := t.TempDir()
	f := &fakeForge{t: t, keys: filepath.Join(root, "keys"), root: filepath.Join(root, "git"), authorized: filepath.Join(root, "authorized"), script: filepath.Join(root, "script")}
	f.repository = filepath.Join(f.root, "acme", "platform.git")
	for _, key := range []string{"ann", "host"} {
		if err := os.MkdirAll(f.keys, 0o700); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(f.keys, key)).CombinedOutput(); err != nil {
			t.Skipf("ssh-keygen: %v %s", err, out)
		}
	}
	// What a forge does with a key: it finds the repository below its own root, and lets a deploy key only read.
	script := "#!/bin/sh\nset -e\nmay=$1\nset -- $SSH_ORIGINAL_COMMAND\ncase $may:$1 in write:git-receive-pack|*:git-upload-pack) ;; " +
		"*) echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2; exit 1;; esac\n" +
		"exec git ${1#git-} \"" + f.root + "$(echo $2 | tr -d \"'\")\"\n"
	if err := os.WriteFile(f.script, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	f.authorize()
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(server.Close)
	f.api = server.URL + "/api/v1"
	f.startSSHD()
	return f
}

// startSSHD serves whom the forge knows, by OpenSSH's own server.
func (f *fakeForge) startSSHD() {
	const program = "/usr/sbin/sshd"
	me, err := user.Current()
	if _, missing := os.Stat(program); missing != nil || err != nil {
		f.t.Skip("sshd is not installed (Debian: openssh-server)")
	}
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil && me.Uid == "0" {
		f.t.Skip(err)
	}
	address := freeAddress(f.t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		f.t.Fatal(err)
	}
	config := strings.Join([]string{"Port " + port, "ListenAddress 127.0.0.1", "PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no",
		"KbdInteractiveAuthentication no", "AuthorizedKeysFile " + f.authorized, "HostKey " + filepath.Join(f.keys, "host"), ""}, "\n")
	for name, text := range map[string]string{"sshd_config": config, "known_hosts": "[127.0.0.1]:" + port + " " + f.read("host.pub")} {
		if err := os.WriteFile(filepath.Join(f.keys, name), []byte(text), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-D", "-e", "-f", filepath.Join(f.keys, "sshd_config"))
	if err := cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	f.ssh = "ssh://" + me.Username + "@" + address + "/acme/platform.git"
}

// read is a file of the folder of keys.
func (f *fakeForge) read(name string) string {
	f.t.Helper()
	data, err := os.ReadFile(filepath.Join(f.keys, name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

// authorize lets Ann write, and deploy keys read.
func (f *fakeForge) authorize() {
	lines := fmt.Sprintf("command=\"%s write\" %s", f.script, f.read("ann.pub"))
	for _, key := range f.deploy {
		lines += fmt.Sprintf("command=\"%s read\" %s\n", f.script, key["key"])
	}
	if err := os.WriteFile(f.authorized, []byte(lines), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fakeForge) titles() (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, key := range f.deploy {
		out = append(out, key["title"].(string))
	}
	return out
}

func (f *fakeForge) written() int { f.mu.Lock(); defer f.mu.Unlock(); return f.writes }

func (f *fakeForge) forget() { f.mu.Lock(); defer f.mu.Unlock(); f.deploy = nil; f.authorize() }

// refuse is what somebody does who will not have the pull request.
func (f *fakeForge) refuse() { f.mu.Lock(); defer f.mu.Unlock(); f.pulls[0]["state"] = "closed" }

func (f *fakeForge) serve(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Header.Get("Authorization") != "token "+forgeToken {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var sent map[string]any
	if r.Method != http.MethodGet {
		f.writes++
		_ = json.NewDecoder(r.Body).Decode(&sent) // nothing, where it is a DELETE
	}
	answer := func(status int, v any) { w.WriteHeader(status); _ = json.NewEncoder(w).Encode(v) }
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v1") {
	case "GET /user":
		answer(200, map[string]any{"login": "ann"})
	case "GET /orgs/acme":
		answer(200, map[string]any{"username": "acme"})
	case "POST /orgs/acme/repos":
		_, err := gitserver.Init(r.Context(), filepath.Join(f.root, "acme"), sent["name"].(string), "main")
		f.made = err == nil && sent["private"] == true
		answer(201, map[string]any{"id": 1})
	case "GET /repos/acme/platform":
		answer(map[bool]int{true: 200, false: 404}[f.made], map[string]any{"message": "The target couldn't be found."})
	case "GET /repos/acme/platform/keys":
		answer(200, append([]map[string]any{}, f.deploy...))
	case "POST /repos/acme/platform/keys":
		sent["id"] = len(f.deploy) + 1
		f.deploy = append(f.deploy, sent)
		f.authorize()
		answer(201, sent)
	case "DELETE /repos/acme/platform/keys/1":
		f.deploy = slices.DeleteFunc(f.deploy, func(key map[string]any) bool { return key["id"] == 1 })
		f.authorize()
		w.WriteHeader(http.StatusNoContent)
	case "GET /repos/acme/platform/pulls":
		answer(200, append([]map[string]any{}, f.pulls...))
	case "POST /repos/acme/platform/pulls":
		f.pulls = append(f.pulls, map[string]any{"number": len(f.pulls) + 1, "state": "open", "html_url": fmt.Sprintf("https://git.example.com/acme/platform/pulls/%d", len(f.pulls)+1),
			"head": map[string]any{"ref": sent["head"]}, "base": map[string]any{"ref": sent["base"]}})
		answer(201, f.pulls[len(f.pulls)-1])
	case "GET /repos/acme/platform/pulls/1":
		answer(200, f.pulls[0])
	default:
		f.t.Errorf("the forge was asked %s %s", r.Method, r.URL)
		answer(404, nil)
	}
}
