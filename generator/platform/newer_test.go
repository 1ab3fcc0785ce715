package platform

import "testing"

// TestKnows: the oldest of the agents counts, and those that no cluster says a
// version of are as old as they may be.
func TestKnows(t *testing.T) {
	agent := &Agent{Component: "flux", Versions: VersionRange{From: "v2.7.0"}, NewerFields: map[string]string{"Kustomization.spec.ignore": "v2.9.0"}}
	at := func(version string) *Cluster {
		u := &Unit{Name: "flux", Variant: &Variant{Version: version}}
		return &Cluster{RunsAgent: true, Placements: []Placement{{Unit: u}}}
	}
	simulated, spoke := at("v2.9.4"), at("v2.8.0")
	simulated.Simulated, spoke.RunsAgent = true, false
	for name, test := range map[string]struct {
		clusters []*Cluster
		want     bool
	}{
		"its first version": {[]*Cluster{at("v2.9.0")}, true},
		"a newer one":       {[]*Cluster{at("v2.10.1"), at("2.9")}, true},
		"an older one":      {[]*Cluster{at("v2.9.4"), at("v2.8.9")}, false},
		"not yet released":  {[]*Cluster{at("v2.9.0-rc.1")}, false},
		"provider local":    {[]*Cluster{at("v2.9.4"), simulated}, false},
		"no component":      {[]*Cluster{{RunsAgent: true}}, false},
		"driven from a hub": {[]*Cluster{at("v2.9.4"), spoke}, true},
	} {
		if got, err := (&Platform{Clusters: test.clusters}).Knows(agent, "Kustomization.spec.ignore"); got != test.want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := (&Platform{}).Knows(agent, "Kustomization.spec.ignored"); err == nil {
		t.Error("a misspelt field is known")
	}
}
