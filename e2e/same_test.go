package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/bootstrap/charttest"
	"github.com/slipway-platform/slipway/generator"
	choices "github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// samePlatform is one that every agent can run in every topology and delivery.
const samePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  delivery: DELIVERY
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, ./catalog]
  components:
    things: {}
    site: {}
    namespaces: {}
    platform-info: {config: {extra: {size: "$(cluster.labels.size)", literal: "{{ x }} ${HOME} $$(cluster.name)"}}}
  groups:
    - {name: big, match: {size: big}, components: {things: {config: {replicas: 3}}}}
  clusters:
    - {name: hub, role: hub, provider: local, labels: {size: small}}
    - {name: eu-1, provider: local, server: "https://eu-1.example.com:6443", labels: {size: big}}
    - {name: eu-2, provider: local, server: "https://eu-2.example.com:6443", labels: {size: small}, components: {site: {enabled: false}}}
`

// unitForm is a unit on a cluster in the form in which agents, topologies and
// deliveries are compared.
type unitForm struct {
	Wave    int
	Version string
	Values  any
	Objects map[string]any
}

// TestTheSameOnEveryAgent renders one platform for every agent, topology and
// delivery. What stands in the repository for each must be the same: which
// units are on which cluster, in which order, at which version, with which
// values and objects. Only the agent's own component differs.
func TestTheSameOnEveryAgent(t *testing.T) {
	for _, delivery := range choices.Deliveries() {
		t.Run(delivery, func(t *testing.T) {
			var first map[string]map[string]unitForm
			for _, topology := range choices.Topologies() {
				for _, agent := range slices.Sorted(maps.Keys(readers)) {
					form := formOf(t, strings.NewReplacer("AGENT", agent, "TOPOLOGY", topology, "DELIVERY", delivery).Replace(samePlatform))
					if len(form["eu-1"]) < 4 || len(form["eu-2"]) >= len(form["eu-1"]) {
						t.Fatalf("%s, %s: %d units on eu-1 and %d on eu-2", agent, topology, len(form["eu-1"]), len(form["eu-2"]))
					}
					if first == nil {
						first = form
					}
					if diff := cmp.Diff(first, form); diff != "" {
						t.Errorf("%s, %s (-first +this):\n%s", agent, topology, diff)
					}
				}
			}
		})
	}
}

// formOf generates a platform, reads its repository as its agent does, and
// holds it against what Load says.
func formOf(t *testing.T, text string) map[string]map[string]unitForm {
	t.Helper()
	dir := t.TempDir()
	inputOf(t, filepath.Join("..", "generator", "testdata", "manifests.txtar"), dir)
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	src := charttest.WithCharts(t, sources(t), dir)
	p, err := generator.Load(src, dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := generator.PlanPlatform(src, dir, p, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p, err = generator.Deliver(src, p); err != nil {
		t.Fatal(err)
	}
	unitsAgree(t, dir, p, 1)
	agent, err := generator.Agent(src, p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]unitForm{}
	for _, cluster := range p.Clusters {
		out[cluster.Name] = unitForms(t, p, cluster, readers[p.Agent](t, dir, cluster.Name), agent.Component)
	}
	return out
}

func unitForms(t *testing.T, p *platform.Platform, c *platform.Cluster, have map[string]placed, agentComponent string) map[string]unitForm {
	t.Helper()
	out := map[string]unitForm{}
	for _, pl := range c.Placements {
		if pl.Unit.Variant.Component.Name == agentComponent {
			continue
		}
		u := have[pl.Unit.Name]
		form := unitForm{Wave: u.wave, Version: u.version, Values: plain(t, u.values), Objects: map[string]any{}}
		for _, o := range u.objects {
			form.Objects[identity(o)] = plain(t, o)
			if data, ok := o["data"].(map[string]any); ok && pl.Unit.Name == "platform-info" {
				// It names the agent and the topology, and is right to.
				maps.DeleteFunc(data, func(key string, _ any) bool { return key == "platform.agent" || key == "platform.topology" })
				form.Objects[identity(o)] = plain(t, o)
			}
		}
		out[pl.Unit.Name] = form
	}
	return out
}

// inputOf writes a golden tree's input, but for hooks that not every agent runs.
func inputOf(t *testing.T, archive, dir string) {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		name, isInput := strings.CutPrefix(f.Name, "in/")
		if !isInput || strings.HasSuffix(name, "hooks.yaml") {
			continue
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
