//go:build e2e

package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const againPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {namespaces: {}, platform-info: {}, sample: {}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: spoke, provider: local, server: "https://spoke.example.com"}
`

// TestSecondBootstrapWritesNothing runs bootstrap on a platform that is in
// order. By the audit logs of both clusters it only reads, nothing that the first
// one wrote is another version unless somebody else wrote it, and Git is as it was.
func TestSecondBootstrapWritesNothing(t *testing.T) {
	withAgents(t, secondBootstrap, "argocd")
}

func secondBootstrap(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(againPlatform))
	clusters := []string{"hub", "spoke"}
	for _, c := range clusters {
		l.audited(c)
	}
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")

	written, ends, before := map[string][]string{}, map[string]int{}, map[string]map[string]string{}
	for _, c := range clusters {
		var all []asked
		all, ends[c] = l.requests(c, 0)
		for _, a := range all {
			if a.bySlipway() && a.writes() {
				written[c] = append(written[c], a.object())
			}
		}
		before[c] = l.versions(c)
	}
	if len(written["hub"]) < 10 {
		t.Fatalf("the first bootstrap wrote no more than %v", written["hub"])
	}
	gitBefore := l.gitFiles()

	l.run("bootstrap")

	if diff := cmp.Diff(gitBefore, l.gitFiles()); diff != "" {
		t.Errorf("Git changed (- before, + after):\n%s", diff)
	}
	for _, c := range clusters {
		after := l.versions(c)
		all, _ := l.requests(c, ends[c])
		others := map[string]bool{}
		for _, a := range all {
			if a.bySlipway() && a.writes() {
				t.Errorf("on %s: %s", c, a)
			}
			others[a.object()] = others[a.object()] || a.writes()
		}
		for _, object := range written[c] {
			if before[c][object] != after[object] && !others[object] {
				t.Errorf("on %s: %s is version %s, and was %s", c, object, after[object], before[c][object])
			}
		}
	}
}

// gitFiles are the files of the folder's own Git and of the server's repository,
// each with what it holds.
func (l *lab) gitFiles() map[string]string {
	l.t.Helper()
	out := map[string]string{}
	for _, dir := range []string{filepath.Join(l.dir, ".git"), filepath.Join(l.state, "acme", "git", "acme.git")} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(dir, path))
			out[filepath.Base(dir)+"/"+path] = string(data)
			return err
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	if out[".git/HEAD"] == "" || out["acme.git/HEAD"] == "" {
		l.t.Fatal("there is no Git")
	}
	return out
}
