package load

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

const (
	topologyOne = `
  clusters:
    - {name: one}
`
	topologyThree = `
  rings:
    - {name: canary, match: {ring: canary}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub, labels: {ring: canary}}
    - {name: near, role: spoke, server: "https://near.example.com"}
    - {name: far, credentials: {secretRef: {name: far}}}
`
)

func TestWhoRunsTheAgent(t *testing.T) {
	if got := Topologies(); !slices.Equal(got, []string{"hub", "standalone"}) {
		t.Errorf("topologies are %v", got)
	}
	for _, tt := range []struct{ name, topology, spec, runs, notes string }{
		{"a single cluster is the hub", "hub", topologyOne, "one", ""},
		{"the hub drives all", "hub", topologyThree, "hub", ""},
		{"a single cluster drives itself", "standalone", topologyOne, "one", ""},
		{"each drives itself", "standalone", topologyThree, "far hub near",
			"topology standalone has no use for role and credentials of clusters hub, near and far: each cluster drives itself"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, nil, "  topology: "+tt.topology+tt.spec)
			var runs []string
			for _, c := range p.Clusters {
				_, installed := c.Unit("argo-cd")
				if installed != c.RunsAgent {
					t.Errorf("%s runs the agent: %v; has its component: %v", c.Name, c.RunsAgent, installed)
				}
				if c.RunsAgent {
					runs = append(runs, c.Name)
				}
			}
			if got := strings.Join(runs, " "); got != tt.runs {
				t.Errorf("the agent runs on %q, not on %q", got, tt.runs)
			}
			if got := strings.Join(p.Notes, "\n"); got != tt.notes {
				t.Errorf("notes %q", got)
			}
		})
	}
}

func TestRevisionsOfRings(t *testing.T) {
	const spec = `  topology: standalone
  rings:
    - {name: canary, match: {ring: canary}, revision: next}
    - {name: pinned, match: {ring: pinned}, revision: v1.2.3}
    - {name: stable}
  clusters:
    - {name: one, labels: {ring: canary}}
    - {name: two, labels: {ring: pinned}}
    - {name: three}
`
	got := map[string]string{}
	for _, c := range smallPlatform(t, nil, spec).Clusters {
		got[c.Name] = c.Revision
	}
	if diff := cmp.Diff(map[string]string{"one": "next", "two": "v1.2.3", "three": "main"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestAVariantIsSharedByClustersThatRunTheAgent: what sets a hub's variants apart in
// topology hub, the agent, is everywhere in standalone.
func TestAVariantIsSharedByClustersThatRunTheAgent(t *testing.T) {
	p := smallPlatform(t, variantsCatalog(), "  topology: standalone\n  components: {app: {}}\n"+topologyThree[1:])
	for _, c := range p.Clusters {
		if got := variantOn(p, c.Name, "app").Name; got != "base" {
			t.Errorf("%s has variant %s", c.Name, got)
		}
	}
}

// TestTheAgentsFolderSaysWhichTopologies: an agent is only offered in those that
// its folder has a layout for.
func TestTheAgentsFolderSaysWhichTopologies(t *testing.T) {
	folder, err := fs.ReadFile(templates.FS, "agents/argocd/agent.cue")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^topologies: .*$`)
	agents := fstest.MapFS{"argocd/agent.cue": {Data: line.ReplaceAll(folder, nil)}}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(smallHead+"  topology: standalone"+topologyOne), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Load(Sources{Schemas: schemas.FS, Catalog: fstest.MapFS{}, Agents: agents, Providers: []string{"existing"}}, os.DirFS(dir))
	const want = "platform.yaml:9:13: spec.topology: Argo CD cannot be laid out in topology standalone\n    it can in: hub"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
