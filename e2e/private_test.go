//go:build e2e

package e2e

import (
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const secretsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  credentials:
    - {name: git, kind: git, url: "http://GIT/acme.git", from: {env: {username: PLANTED_USER, password: PLANTED_PASSWORD}}}
    - {name: charts, kind: helm, url: "https://charts.example.com", from: {env: {username: PLANTED_USER, password: PLANTED_CHARTS}}}
  components: {namespaces: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestSecretsStayPrivate: what a lab keeps is its user's alone, and no process
// that it started shows a credential in its arguments or its environment; nor do
// Git, the logs or what is printed.
func TestSecretsStayPrivate(t *testing.T) {
	withAgents(t, secretsStayPrivate, "argocd")
}

func secretsStayPrivate(t *testing.T, agent string) {
	planted := map[string]string{
		"PLANTED_PASSWORD": "correct-horse-battery", "PLANTED_CHARTS": "staple-of-charts", "PLANTED_ELSEWHERE": "nobody-asked-for-this",
	}
	t.Setenv("PLANTED_USER", "somebody")
	for name, value := range planted {
		t.Setenv(name, value)
	}
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(secretsPlatform))
	l.run("generate", "-q")
	stdout, stderr, err := l.try("lab", "up", "--timeout", "4m", "-v")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	planted["the administrator's token"] = tokenIn(t, filepath.Join(l.state, "acme", "clusters", "hub", "kubeconfig"))
	hub := l.client("hub")
	if agent == "argocd" {
		redis := l.get(hub, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "argocd", Name: "argocd-redis"})
		auth, err := base64.StdEncoding.DecodeString(fieldOf[string](t, redis, "data", "auth"))
		if err != nil {
			t.Fatal(err)
		}
		planted["the password of a Redis that does not run here"] = string(auth)
	}
	git := l.get(hub, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: unreadable[agent].source.Namespace, Name: "platform-repository"})
	if fieldOf[string](t, git, "data", "password") != base64.StdEncoding.EncodeToString([]byte(planted["PLANTED_PASSWORD"])) {
		t.Error("the agent did not get the credential")
	}
	checkPrivate(t, l.state)
	for name, secret := range planted {
		if strings.Contains(stdout+stderr, secret) {
			t.Errorf("%s was printed", name)
		}
		if strings.Contains(l.git("grep", "--text", "", "main"), secret) {
			t.Errorf("%s is in Git", name)
		}
	}
	if runtime.GOOS == "linux" {
		checkProcesses(t, l.state, planted)
	}
	checkLogs(t, l.state, planted)
}

// checkPrivate holds every folder to 0700 and every file to 0600. What Git
// writes itself stands in such a folder.
func checkPrivate(t *testing.T, state string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // the processes run: a file may be gone by now
		}
		info, err := d.Info()
		if err != nil || d.Type()&(fs.ModeSymlink|fs.ModeSocket) != 0 {
			return nil
		}
		n++
		if d.IsDir() && closed(info) {
			if written := filepath.Base(path); written == "git" || strings.HasSuffix(path, filepath.Join("agents", "hub")) {
				return fs.SkipDir // Git's and the agent's own, behind a closed folder
			}
			return nil
		}
		if !closed(info) {
			t.Errorf("%s is %s", path, info.Mode())
		}
		return nil
	})
	if err != nil || n < 20 {
		t.Errorf("%d files were looked at: %v", n, err)
	}
}

func closed(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }

// checkProcesses reads what anybody of this user could read of the lab's processes.
func checkProcesses(t *testing.T, state string, planted map[string]string) {
	t.Helper()
	found := 0
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		arguments, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		environment, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if !strings.Contains(string(arguments)+string(environment), state) {
			continue
		}
		found++
		for name, secret := range planted {
			if strings.Contains(string(arguments), secret) {
				t.Errorf("%s is in the arguments of %q", name, arguments)
			}
			if strings.Contains(string(environment), secret) {
				t.Errorf("%s is in the environment of %q", name, arguments)
			}
		}
	}
	// The keeper, etcd, two of Kubernetes, kwok and at least two of the agent.
	if found < 7 {
		t.Errorf("only %d processes of the lab were found", found)
	}
}

// checkLogs reads everything that the lab's processes wrote.
func checkLogs(t *testing.T, state string, planted map[string]string) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".log" {
			return nil
		}
		found++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for name, secret := range planted {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s is in %s", name, path)
			}
		}
		return nil
	})
	if err != nil || found < 5 {
		t.Errorf("%d logs were read: %v", found, err)
	}
}

func tokenIn(t *testing.T, kubeconfig string) string {
	t.Helper()
	data, err := os.ReadFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(data), "\n") {
		if _, token, ok := strings.Cut(line, "token: "); ok {
			return strings.TrimSpace(token)
		}
	}
	t.Fatal("the kubeconfig has no token")
	return ""
}
