package load

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// TestLimits holds each test of the table against a platform that meets it and
// one that does not.
func TestLimits(t *testing.T) {
	unit := func(name string) *platform.Unit { return &platform.Unit{Name: name} }
	of := func(unit, deletion string, needs ...string) platform.Placement {
		variant := &platform.Variant{Component: &platform.Component{Deletion: deletion}}
		return platform.Placement{Unit: &platform.Unit{Name: unit, Variant: variant}, Needs: needs}
	}
	paced := []platform.Ring{{Name: "canary", MaxUpdate: 1}, {Name: "stable"}}
	component := func(name, deletion string, ignore ...platform.IgnoreDrift) *platform.Component {
		c := &platform.Component{Name: name, Deletion: deletion}
		c.Variants = []*platform.Variant{{Component: c, IgnoreDrift: ignore}}
		return c
	}
	drifting := func(delivery string) platform.Platform {
		p := platform.Platform{Delivery: delivery}
		for _, name := range []string{"chart", "objects"} {
			c := component(name, "delete", platform.IgnoreDrift{JSONPointers: []string{"/x"}})
			c.Variants[0].Units = []*platform.Unit{{Name: name}}
			p.Components = append(p.Components, c, component("none-"+name, "delete"), component("jq-"+name, "delete", platform.IgnoreDrift{JQPaths: []string{".x"}}))
		}
		p.Components[0].Variants[0].Units[0].Chart = &platform.Chart{}
		return p
	}
	kept := &platform.ClusterCredentials{SecretRef: &platform.SecretRef{Name: "kept"}}
	web, both := unit("web"), []platform.Placement{{Unit: unit("certs")}, {Unit: unit("web"), Needs: []string{"certs"}}}
	for _, test := range []struct {
		when     string
		platform platform.Platform
		want     []string
	}{
		{"always", platform.Platform{Name: "acme"}, []string{"acme"}},
		{"shards", platform.Platform{Shards: 1}, nil},
		{"shards", platform.Platform{Shards: 3}, []string{"there are 3"}},
		{"simulated", platform.Platform{Clusters: []*platform.Cluster{{Name: "a"}, {Name: "b", Simulated: true}}}, []string{"b"}},
		{"needs", platform.Platform{Clusters: []*platform.Cluster{{Placements: []platform.Placement{of("certs", "delete")}}}}, nil},
		{"needs", platform.Platform{Clusters: []*platform.Cluster{
			{Placements: []platform.Placement{of("certs", "delete"), of("data", "orphan", "certs"), of("web", "delete", "certs")}},
			{Placements: []platform.Placement{of("api", "delete", "certs"), of("web", "delete", "certs")}},
		}}, []string{"api", "web"}},
		{"partial-needs", platform.Platform{Clusters: []*platform.Cluster{{Placements: both}, {Placements: both}}}, nil},
		{"partial-needs", platform.Platform{Clusters: []*platform.Cluster{{Placements: both}, {Placements: []platform.Placement{{Unit: web}}}}}, []string{"web on certs"}},
		{"confirm", platform.Platform{Components: []*platform.Component{component("a", "orphan"), component("b", "confirm")}}, []string{"b"}},
		{"max-update", platform.Platform{Rings: paced}, []string{"canary"}},
		{"max-update-hub", platform.Platform{Topology: "hub", Rings: paced}, []string{"canary"}},
		{"max-update-hub", platform.Platform{Topology: "standalone", Rings: paced}, nil},
		{"max-update-standalone", platform.Platform{Topology: "hub", Rings: paced}, nil},
		{"max-update-standalone", platform.Platform{Topology: "standalone", Rings: paced}, []string{"canary"}},
		{"kept-shards", platform.Platform{Clusters: []*platform.Cluster{
			{Name: "hub", Shard: new(int), RunsAgent: true, Credentials: kept}, {Name: "a", Shard: new(int), Credentials: kept},
			{Name: "b", Shard: new(int)}, {Name: "c", Credentials: kept}, {Name: "d", Shard: new(int), Credentials: &platform.ClusterCredentials{}},
		}}, []string{"a"}},
		{"revisions", platform.Platform{Rings: []platform.Ring{{Name: "canary"}, {Name: "stable", Revision: "stable"}, {Name: "fixed", Revision: "refs/tags/v1"}}}, []string{"stable"}},
		{"jq-drift", platform.Platform{Components: []*platform.Component{
			component("a", "delete", platform.IgnoreDrift{JSONPointers: []string{"/x"}}), component("b", "delete", platform.IgnoreDrift{JQPaths: []string{".x"}}),
		}}, []string{"b"}},
		{"object-drift", drifting("charts"), []string{"objects"}},
		{"object-drift", drifting("manifests"), []string{"chart", "objects"}},
	} {
		if got := limitTests()[test.when](&test.platform); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.when, got, test.want)
		}
	}
}

// TestEveryLimitHasATest keeps the schema's names and the table's equal.
func TestEveryLimitHasATest(t *testing.T) {
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	names, err := agentNames(agents)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		agent, err := Agent(Sources{Schemas: schemas.FS, Agents: agents}, name, "hub")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range agent.Limits {
			if limitTests()[l.When] == nil {
				t.Errorf("%s: nothing tests for %q", name, l.When)
			}
		}
	}
}
