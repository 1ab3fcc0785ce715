package branches

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

const begin = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components:
    cert-manager: {}
    reloader: {}
    platform-info: {config: {extra: {region: "$(cluster.labels.region)", account: "123456789012"}}}
  groups:
    - {name: eu, match: {at: eu}, components: {cert-manager: {config: {replicas: 2}}}}
  rings:
    - {name: canary, match: {ring: canary}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, context: kind-hub, labels: {region: us}}
    - {name: eu-1, labels: {region: eu, at: eu, ring: canary}, server: "https://eu-1.example.com:6443"CREDENTIAL}
    - {name: us-1, labels: {region: us}, server: "https://us-1.example.com:6443"CREDENTIAL}
`

// story is what is done to a platform, and what that changes: a ring, a component, its version where that is another one,
// and clusters.
var story = []struct {
	what, old, with string
	want            []string
}{
	{"pin a version for a ring", "{ring: canary}}", "{ring: canary}, versions: {cert-manager: v1.22.0}}",
		[]string{"canary cert-manager v1.21.1>v1.22.0 eu-1"}},
	{"promote it, whereupon the first ring gets it by another variant", "{name: stable}", "{name: stable, versions: {cert-manager: v1.22.0}}",
		[]string{"stable cert-manager v1.21.1>v1.22.0 hub us-1"}},
	{"pin it for all", "cert-manager: {}", "cert-manager: {version: v1.22.0}", nil},
	{"rename a group", "{name: eu,", "{name: europe,", nil},
	{"change a fact that a component uses", "{region: us}, server", "{region: asia}, server",
		[]string{"stable platform-info us-1"}},
	{"change a setting of a group", "{replicas: 2}", "{replicas: 3}", []string{"canary cert-manager eu-1"}},
	{"change a value that reads as a digest", "123456789012", "210987654321",
		[]string{"canary platform-info eu-1", "stable platform-info hub us-1"}},
	{"say why", "reloader: {}", "reloader: {} # because", nil},
	{"take a component from a cluster", `asia}, server: "https://us-1.example.com:6443"`, `asia}, components: {reloader: {enabled: false}}, server: "https://us-1.example.com:6443"`,
		[]string{"stable reloader us-1"}},
}

// TestWhatCommitsChange is the same with every agent in every topology.
func TestWhatCommitsChange(t *testing.T) {
	for _, agent := range []string{"argocd", "flux", "sveltos"} {
		for _, topology := range []string{"hub", "standalone"} {
			t.Run(agent+"/"+topology, func(t *testing.T) {
				t.Parallel()
				credential := ", credentials: {secretRef: {name: x}}"
				if topology == "standalone" {
					credential = ""
				}
				f := newFolder(t)
				input := strings.NewReplacer("AGENT", agent, "TOPOLOGY", topology, "CREDENTIAL", credential).Replace(begin)
				f.commit(input, "begin")
				for _, s := range story {
					if !strings.Contains(input, s.old) {
						t.Fatalf("%s: there is no %s", s.what, s.old)
					}
					input = strings.Replace(input, s.old, s.with, 1)
					f.commit(input, s.what)
				}
				past := f.read()
				if len(past.Commits) != len(story) || len(past.Notes) > 0 {
					t.Fatalf("%d commits, %v", len(past.Commits), past.Notes)
				}
				for i, c := range past.Commits {
					if got := said(c.Changes); !slices.Equal(got, story[i].want) {
						t.Errorf("%s: %q, not %q", c.Subject, got, story[i].want)
					}
				}
			})
		}
	}
}

func said(changes []dora.Change) (out []string) {
	for _, c := range changes {
		text := c.Ring + " " + c.Component
		if c.From != c.To && c.To != "" {
			text += " " + c.From + ">" + c.To
		}
		out = append(out, text+" "+strings.Join(c.Clusters, " "))
	}
	return out
}

// TestAnotherAgentIsNoDeployment: everything is written anew, and it is said that nothing of it counts.
func TestAnotherAgentIsNoDeployment(t *testing.T) {
	f := newFolder(t)
	input := strings.NewReplacer("AGENT", "argocd", "TOPOLOGY", "standalone", "CREDENTIAL", "").Replace(begin)
	f.commit(input, "begin")
	f.commit(strings.Replace(input, "argocd", "flux", 1), "move")
	past := f.read()
	if len(past.Commits) != 1 || len(past.Commits[0].Changes) != 0 || len(past.Notes) != 1 || !strings.Contains(past.Notes[0], "for another agent, topology or delivery") {
		t.Errorf("%+v", past)
	}
}

// TestRingsWithBranches: a ring's commits are those of the branch that it follows.
func TestRingsWithBranches(t *testing.T) {
	f := newFolder(t)
	input := strings.NewReplacer("AGENT", "flux", "TOPOLOGY", "standalone", "CREDENTIAL", "", "{name: stable}", "{name: stable, revision: stable}").Replace(begin)
	f.commit(input, "begin")
	f.git("branch", "stable")
	f.commit(strings.Replace(input, "reloader: {}", "reloader: {config: {replicas: 2}}", 1), "two")
	past := f.read()
	if len(past.Branches) != 2 || len(past.Commits) != 1 || !slices.Equal(said(past.Commits[0].Changes), []string{"canary reloader eu-1"}) {
		t.Errorf("before it is merged: %+v", past)
	}
	f.git("switch", "-q", "stable")
	f.git("merge", "-q", "--no-ff", "-m", "release", "main")
	f.git("switch", "-q", "main")
	past = f.read()
	if len(past.Commits) != 2 || past.Commits[1].Subject != "release" || !slices.Equal(said(past.Commits[1].Changes), []string{"stable reloader hub us-1"}) {
		t.Errorf("after it is merged: %+v", past.Commits)
	}
	f.git("branch", "-D", "stable")
	if past = f.read(); len(past.Notes) != 1 || !strings.Contains(past.Notes[0], "does not have stable, which ring stable follows") {
		t.Errorf("%v", past.Notes)
	}
}

type folder struct {
	*testing.T
	dir  string
	days int
}

func newFolder(t *testing.T) *folder {
	f := &folder{T: t, dir: t.TempDir()}
	f.git("init", "-q", "-b", "main")
	return f
}

func sources(tb testing.TB) generator.Sources {
	tb.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		tb.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS, Providers: []string{"existing"}, Version: "v0.0.0-test"}
}

func (f *folder) commit(input, subject string) {
	f.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, "platform.yaml"), []byte(input), 0o644); err != nil {
		f.Fatal(err)
	}
	changes, err := generator.Plan(sources(f), f.dir, generator.Options{})
	if err != nil {
		f.Fatalf("%s: %v", subject, err)
	}
	if err := changes.Apply(f.Context()); err != nil {
		f.Fatal(err)
	}
	f.git("add", "-A")
	f.git("commit", "-q", "-m", subject)
}

// git runs a day later each time.
func (f *folder) git(args ...string) {
	f.Helper()
	cmd := exec.CommandContext(f.Context(), "git", args...)
	cmd.Dir = f.dir
	f.days++
	at := time.Date(2026, 1, f.days, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		"GIT_AUTHOR_DATE="+at, "GIT_COMMITTER_DATE="+at)
	if out, err := cmd.CombinedOutput(); err != nil {
		f.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// TestAPeriodAfterTheNewestCommit has nothing to tell.
func TestAPeriodAfterTheNewestCommit(t *testing.T) {
	f := newFolder(t)
	f.commit(strings.NewReplacer("AGENT", "flux", "TOPOLOGY", "standalone", "CREDENTIAL", "").Replace(begin), "begin")
	_, err := f.readFrom(func(until time.Time) time.Time { return until.AddDate(0, 0, 1) })
	if !errors.Is(err, ErrNothing) {
		t.Errorf("got %v", err)
	}
}

func (f *folder) read() *Past {
	f.Helper()
	past, err := f.readFrom(func(until time.Time) time.Time { return until.AddDate(0, 0, -90) })
	if err != nil {
		f.Fatal(err)
	}
	return past
}

func (f *folder) readFrom(since func(until time.Time) time.Time) (*Past, error) {
	f.Helper()
	p, err := generator.Load(sources(f), f.dir)
	if err != nil {
		f.Fatal(err)
	}
	agents, err := generator.Agents(sources(f), p.Topology)
	if err != nil {
		f.Fatal(err)
	}
	versions, err := generator.Versions(sources(f))
	if err != nil {
		f.Fatal(err)
	}
	return Read(f.dir, p, agents, versions, Period{Since: since})
}
