package wizard

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
)

// TestTheStarterOfALab: with every agent, provider and number of clusters it is a
// platform that nothing is wrong with, that needs no chart and says who is where.
func TestTheStarterOfALab(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	for _, agent := range []string{"argocd", "flux", "sveltos"} {
		for _, provider := range []string{"local", "kind"} {
			for _, n := range []int{1, 3} {
				l := Lab{Name: "lab-p07", Agent: agent, Provider: provider, Repository: "http://127.0.0.1:3007/lab-p07.git", Clusters: LabClusters(n)}
				for range n - 1 {
					l.Servers = append(l.Servers, "https://127.0.0.1:20443")
				}
				r, err := w.Lab(l)
				if err != nil {
					t.Fatalf("%s, %s, %d clusters: %v", agent, provider, n, err)
				}
				p, err := generator.Try(sourcesOf(t, catalog.FS), r.Text)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, c := range p.Clusters {
					got = append(got, c.Name+" "+c.Role+" "+c.Provider)
				}
				want := []string{"hub hub " + provider, "spoke-1 spoke " + provider, "spoke-2 spoke " + provider}[:n]
				if diff := cmp.Diff(want, got); diff != "" || p.Name != l.Name || p.Agent != agent || p.Profile != "lab" {
					t.Errorf("%s %s %s: clusters (- wanted, + got)\n%s", p.Name, p.Agent, p.Profile, diff)
				}
				for _, placed := range p.Clusters[0].Placements {
					if c := placed.Unit.Variant.Component; c.Category != agentCategory && placed.Unit.Chart != nil {
						t.Errorf("%s needs a chart", c.Name)
					}
				}
				if !strings.Contains(string(r.Text), "url: "+l.Repository) {
					t.Errorf("the repository is not in\n%s", r.Text)
				}
			}
		}
	}
}

// TestAWrongStarterIsToldAsAPlatformIs: the names of a lab become those of a platform.
func TestAWrongStarterIsToldAsAPlatformIs(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	_, err := w.Lab(Lab{Name: "Lab_1", Agent: "argo", Provider: "local", Repository: "http://127.0.0.1:3007/l.git", Clusters: LabClusters(1)})
	if err == nil || !strings.Contains(err.Error(), `(got "argo")`) || !strings.Contains(err.Error(), "Lab_1") {
		t.Errorf("got %v", err)
	}
}
