package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
)

// of is a platform with one unit of these objects, on two clusters.
func of(t *testing.T, deletion string, objects ...string) *platform.Platform {
	t.Helper()
	c := &platform.Component{Name: "web", Namespace: "web", Deletion: deletion}
	v := &platform.Variant{Component: c, Name: "base"}
	u := &platform.Unit{Name: "web", Variant: v}
	for _, text := range objects {
		var o map[string]any
		if err := yaml.Unmarshal([]byte(text), &o); err != nil {
			t.Fatal(err)
		}
		u.Objects = append(u.Objects, o)
	}
	c.Variants, v.Units = []*platform.Variant{v}, []*platform.Unit{u}
	p := &platform.Platform{Agent: "argocd", Components: []*platform.Component{c}, Groups: []platform.Group{{Name: "prod", Match: map[string]string{"env": "prod"}}}}
	for _, name := range []string{"a", "b"} {
		p.Clusters = append(p.Clusters, &platform.Cluster{Name: name, Labels: map[string]string{"env": "prod", "team": "x"}, Placements: []platform.Placement{{Unit: u}}})
	}
	return p
}

const (
	crd       = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com}, spec: {versions: [{name: v1}, {name: v2}]}}"
	crdWith   = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com}, spec: {names: {%s}, versions: [{name: v1, additionalPrinterColumns: [%s]}]}}"
	crdWithV2 = "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com}, spec: {versions: [{name: v2}]}}"
	namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"
	claim     = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: web}}"
	labelled  = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: web}, spec: {volumeClaimTemplates: [{metadata: {name: data, labels: {chart: a-%s, version: b-%s}}}]}}"
	set       = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: web}, spec: {serviceName: %s, template: {spec: {containers: [{name: db, image: %s}]}}}}"
)

// TestBlast says what of a change may hurt; destructive risks begin with "!".
func TestBlast(t *testing.T) {
	without := func(p *platform.Platform) *platform.Platform {
		for _, c := range p.Clusters {
			c.Placements = nil
		}
		return p
	}
	tests := []struct {
		name     string
		from, to *platform.Platform
		sums     string
		risks    []string
	}{
		{"nothing", of(t, "delete", crd), of(t, "delete", crd), "0 of 2", nil},
		{"a unit less", of(t, "delete", crd, namespace, claim), without(of(t, "delete")),
			"2 of 2, 1 units: -2, 2 CRDs, 2 namespaces, 2 volumes", []string{
				"!crd web a,b: CRD things.example.com goes, with every object of its kind",
				"!namespace web a,b: namespace shop goes, with all that is in it",
				"!unit web a,b: it is uninstalled, with all that it installed",
				"!volume web a,b: PersistentVolumeClaim web/data goes, and its data by its reclaim policy",
			}},
		{"a unit less that leaves its objects", of(t, "orphan", crd, namespace), without(of(t, "orphan")),
			"2 of 2, 1 units: -2", []string{"unit web a,b: it stays as it is, and is nobody's (deletion policy orphan)"}},
		{"objects less", of(t, "delete", crd, claim), of(t, "delete", claim),
			"2 of 2, 1 units: ~2, 2 CRDs", []string{"!crd web a,b: CRD things.example.com goes, with every object of its kind"}},
		{"a version of a kind less", of(t, "delete", crd), of(t, "delete", crdWithV2),
			"2 of 2, 1 units: ~2", []string{"!crd web a,b: CRD things.example.com loses version v1: what is written or stored in it is lost"}},
		{"less of a version than all of it", of(t, "delete", fmt.Sprintf(crdWith, "kind: Thing", "{name: Age}, {name: Ready}")),
			of(t, "delete", fmt.Sprintf(crdWith, "kind: Thing, shortNames: [th]", "{name: Ready}")), "2 of 2, 1 units: ~2", nil},
		{"another name of a kind", of(t, "delete", fmt.Sprintf(crdWith, "kind: Thing", "")), of(t, "delete", fmt.Sprintf(crdWith, "kind: Thang", "")),
			"2 of 2, 1 units: ~2", []string{"!crd web a,b: CRD things.example.com: spec.names.kind cannot be changed; made anew, every object of its kind goes"}},
		{"two fields below one that nobody may change", of(t, "delete", fmt.Sprintf(labelled, "1", "1")), of(t, "delete", fmt.Sprintf(labelled, "2", "2")),
			"2 of 2, 1 units: ~2", []string{"!immutable web a,b: StatefulSet web/db: spec.volumeClaimTemplates cannot be changed; whoever makes it anew takes it away first"}},
		{"another image", of(t, "delete", fmt.Sprintf(set, "db", "a:1")), of(t, "delete", fmt.Sprintf(set, "db", "a:2")),
			"2 of 2, 1 units: ~2, 2 restarts", nil},
		{"what nobody may change", of(t, "delete", fmt.Sprintf(set, "db", "a:1")), of(t, "delete", fmt.Sprintf(set, "dbs", "a:1")),
			"2 of 2, 1 units: ~2", []string{"!immutable web a,b: StatefulSet web/db: spec.serviceName cannot be changed; whoever makes it anew takes it away first"}},
		{"another namespace", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) { p.Components[0].Namespace = "www" }),
			"2 of 2, 1 units: ~2", []string{"!namespace web a,b: it moves from namespace web to www: it is installed anew there, and goes here"}},
		{"another repository of a tenant", tenant(of(t, "orphan"), "main"), tenant(of(t, "orphan"), "next"),
			"2 of 2, 1 units: ~2", []string{"!source web a,b: its objects come from elsewhere: what that does not hold goes"}},
		{"other fields that are left alone", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) {
			p.Components[0].Variants[0].IgnoreDrift = []platform.IgnoreDrift{{Kind: "Secret", Name: "cert", JSONPointers: []string{"/data"}}}
		}), "2 of 2, 1 units: ~2", nil},
		{"another condition of health", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) {
			p.Components[0].Health = []platform.Health{{Kind: "Thing", Version: "v1", Condition: "Ready", Status: "True"}}
		}), "2 of 2, 1 units: ~2", nil},
		{"another agent", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) { p.Agent = "flux" }),
			"2 of 2", []string{"!root a,b: another agent: move to it with slipway migrate"}},
		{"another address", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) { p.Repository.URL = "https://git.example.com/b.git" }),
			"2 of 2", []string{"root a,b: another repository: agents read the old one until bootstrap has run again, or until this is pushed there"}},
		{"another branch", edit(of(t, "delete"), follow("main", "main", "stable")), edit(of(t, "delete"), follow("next", "next", "stable")),
			"2 of 2", []string{"!root a,b: another branch: agents follow it once they have read this, and what it does not hold goes"}},
		{"another branch, which some follow", edit(edit(of(t, "delete"), alone), follow("main", "main", "v1")), edit(edit(of(t, "delete"), alone), follow("next", "next", "v1")),
			"2 of 2", []string{"!root a: another branch: agents follow it once they have read this, and what it does not hold goes"}},
		{"another branch, which none follows", edit(edit(of(t, "delete"), alone), follow("main", "v1", "v2")), edit(edit(of(t, "delete"), alone), follow("next", "v1", "v2")),
			"0 of 2", nil},
		{"another revision of a ring", edit(of(t, "delete"), follow("main", "main", "refs/tags/v1")), edit(of(t, "delete"), follow("main", "main", "refs/tags/v2")),
			"1 of 2", []string{"revision b: it follows refs/tags/v2 in the place of refs/tags/v1: what that does not hold goes"}},
		{"a ring that gets a revision", edit(of(t, "delete"), follow("main", "main", "main")), edit(of(t, "delete"), follow("main", "main", "v1")),
			"1 of 2", []string{"revision b: it follows v1 in the place of main: what that does not hold goes"}},
		{"labels less", of(t, "delete"), edit(of(t, "delete"), func(p *platform.Platform) { p.Clusters[0].Labels = nil }),
			"1 of 2", []string{"!label a: label env is lost, by which groups, rings or tenants select"}},
		{"a cluster less", of(t, "delete", namespace), edit(of(t, "delete", namespace), func(p *platform.Platform) { p.Clusters = p.Clusters[:1] }),
			"1 of 2", []string{"cluster b: the cluster leaves the platform: what runs there stays, and is nobody's"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := compare.Platforms(tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			if got := sums(r.Blast); got != tt.sums {
				t.Errorf("%s, not %s", got, tt.sums)
			}
			var got []string
			for _, risk := range r.Blast.Risks {
				mark := ""
				if risk.Destructive {
					mark = "!"
				}
				got = append(got, mark+strings.Join(strings.Fields(risk.Kind+" "+risk.Unit+" "+strings.Join(risk.Clusters, ",")), " ")+": "+risk.Text)
			}
			if diff := cmp.Diff(tt.risks, got); diff != "" {
				t.Error(diff)
			}
			if destructive := strings.Contains(strings.Join(got, "\n"), "!"); r.Blast.Destructive != destructive {
				t.Errorf("destructive is %v", r.Blast.Destructive)
			}
		})
	}
}

func edit(p *platform.Platform, change func(*platform.Platform)) *platform.Platform {
	change(p)
	return p
}

// tenant makes the unit a tenant's, whose repository is read from a branch.
func tenant(p *platform.Platform, branch string) *platform.Platform {
	p.Components[0].Tenant = &platform.Tenant{Name: "shop", Repository: platform.TenantRepository{URL: "https://git.example.com/shop.git", Branch: branch}}
	return p
}

// alone has each cluster read Git by itself.
func alone(p *platform.Platform) { p.Topology = "standalone" }

// follow says the repository's branch, and what each cluster follows.
func follow(branch string, revisions ...string) func(*platform.Platform) {
	return func(p *platform.Platform) {
		p.Repository.Branch = branch
		for i, c := range p.Clusters {
			c.Revision = revisions[i]
		}
	}
}

func sums(b compare.Blast) string {
	out := fmt.Sprintf("%d of %d", b.Clusters, b.Of)
	if b.Units > 0 {
		out += fmt.Sprintf(", %d units:", b.Units)
	}
	for _, n := range []struct {
		format string
		count  int
	}{
		{" +%d", b.UnitsAdded}, {" ~%d", b.UnitsChanged}, {" -%d", b.UnitsRemoved}, {", %d restarts", b.Restarts}, {", %d releases", b.Charts},
		{", %d CRDs", b.CRDsRemoved}, {", %d namespaces", b.NamespacesRemoved}, {", %d volumes", b.VolumesAtRisk},
	} {
		if n.count > 0 {
			out += fmt.Sprintf(n.format, n.count)
		}
	}
	return out
}
