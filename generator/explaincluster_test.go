package generator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
)

// TestExplainLinesOfACluster: of what a cluster's generated file says, each fact and each
// component is explained at a line of it, as whichever agent writes it.
func TestExplainLinesOfACluster(t *testing.T) {
	for _, topology := range []string{"hub", "standalone"} {
		eachAgent(t, func(t *testing.T, agent string) {
			dir := t.TempDir()
			write(t, dir, "platform.yaml", strings.NewReplacer("AGENT", agent, "  domain:", "  topology: "+topology+"\n  domain:", "region: eu}, server", "region: eu, example.com/site_a: b}, server").Replace(editedPlatform))
			apply(t, dir)
			o, err := generator.LoadOrigins(sources(t), dir)
			if err != nil {
				t.Fatal(err)
			}
			const file = "gitops/clusters/eu-1/cluster.yaml"
			facts, components := map[string]string{}, map[string]string{}
			for i, line := range strings.Split(strings.TrimSuffix(textOf(t, dir, file), "\n"), "\n") {
				e, err := o.ExplainFile(dir, file, i+1, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range e.Facts {
					if !strings.Contains(line, fmt.Sprint(f.Value)) {
						t.Errorf("topology %s: line %d is %q, and %s is said to be on it", topology, i+1, line, f.Value)
					}
					facts[f.Name] = fmt.Sprintf("%s by %s at %s", f.Value, f.Why[0].Level, f.Why[0].At())
				}
				if e.Reasons != nil {
					components[e.Component] = e.Variant
				}
			}
			want := map[string]string{
				"cluster.name":                         "eu-1 by cluster eu-1 at platform.yaml:17",
				"cluster.domain":                       "eu-1.platform.example.com by platform at platform.yaml:7",
				"cluster.labels.region":                "eu by cluster eu-1 at platform.yaml:17",
				`cluster.labels["example.com/site_a"]`: "b by cluster eu-1 at platform.yaml:17",
				"cluster.server":                       "https://eu-1.example.com:6443 by cluster eu-1 at platform.yaml:17",
			}
			if diff := cmp.Diff(want, facts); diff != "" {
				t.Errorf("topology %s: facts (-want +got):\n%s", topology, diff)
			}
			had := map[string]string{}
			for _, p := range o.Cluster("eu-1").Placements {
				had[p.Unit.Variant.Component.Name] = p.Unit.Variant.Name
			}
			if diff := cmp.Diff(had, components); diff != "" {
				t.Errorf("topology %s: components (-want +got):\n%s", topology, diff)
			}
		})
	}
}

// TestExplainKnowsFactsWhereTheyAre: other files of a cluster have the same keys for something else.
func TestExplainKnowsFactsWhereTheyAre(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", strings.NewReplacer("AGENT", agent, "  domain:", "  topology: standalone\n  domain:").Replace(editedPlatform))
		apply(t, dir)
		o, err := generator.LoadOrigins(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range rendered(t, dir) {
			if !strings.HasPrefix(name, "gitops/clusters/eu-1/") || strings.HasSuffix(name, "/cluster.yaml") {
				continue
			}
			for i := range strings.Count(text, "\n") {
				e, err := o.ExplainFile(dir, name, i+1, nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(e.Facts) > 0 {
					t.Errorf("%s:%d has %+v", name, i+1, e.Facts)
				}
			}
		}
	})
}

// TestExplainSaysWhyAVariant: a line that names one brings the levels that set it apart.
func TestExplainSaysWhyAVariant(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := editedFleet(t, agent)
		o, err := generator.LoadOrigins(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		const file = "gitops/clusters/eu-1/cluster.yaml"
		lines := strings.Split(textOf(t, dir, file), "\n")
		i := slices.IndexFunc(lines, func(line string) bool {
			return strings.Contains(line, "traefik") && strings.Contains(line, "g-eu")
		})
		e, err := o.ExplainFile(dir, file, i+1, nil)
		if err != nil || e.Reasons == nil || len(e.Reasons.Settings) == 0 {
			t.Fatalf("line %d, %q: %+v, %v", i+1, lines[i], e, err)
		}
		why := e.Reasons.Settings[0].Why
		if last := why[len(why)-1]; e.Component != "traefik" || last.Level != "group eu" || last.At() != "platform.yaml:13" {
			t.Errorf("%s is as it is by %+v", e.Component, last)
		}
	})
}

// TestExplainSaysWhyAnObjectIsThere: a line of what a variant holds besides values brings the levels that made the variant.
func TestExplainSaysWhyAnObjectIsThere(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", strings.NewReplacer("AGENT", agent, "reloader: {} ", "cert-manager: {config: {issuer: {kind: acme, email: a@example.com}}} ",
			"{traefik: {config: {replicas: 3}}}", "{cert-manager: {config: {issuer: {email: eu@example.com}}}}").Replace(editedPlatform))
		apply(t, dir)
		o, err := generator.LoadOrigins(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for name, text := range rendered(t, dir) {
			line := strings.Count(text[:max(strings.Index(text, "kind: ClusterIssuer"), 0)], "\n") + 1
			if !strings.HasPrefix(name, "gitops/components/cert-manager/g-eu/") || line == 1 {
				continue
			}
			found = true
			for at, explained := range map[int]bool{line: true, 0: false} {
				e, err := o.ExplainFile(dir, name, at, nil)
				if err != nil || explained != (e.Reasons != nil) {
					t.Fatalf("%s:%d: %+v, %v", name, at, e, err)
				}
				if explained && (len(e.Reasons.Settings) == 0 || e.Reasons.Settings[0].Path != "issuer.email") {
					t.Errorf("%s:%d has %+v", name, at, e.Reasons.Settings)
				}
			}
		}
		if !found {
			t.Error("no file has the issuer")
		}
	})
}
