package wizard

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/load"
)

// Lab is what the starter platform of a lab is made from.
type Lab struct {
	Name, Agent, Provider string
	Repository            string   // the URL of its Git server
	Clusters              []string // the first is the hub
	Servers               []string // the address of each but the first, which the hub has at hand
}

// LabClusters names the clusters of a lab with so many.
func LabClusters(n int) []string {
	out := []string{hub}
	for i := 1; i < n; i++ {
		out = append(out, fmt.Sprintf("spoke-%d", i))
	}
	return out
}

// labComponents run nothing heavy, and need no chart: a lab may be offline.
func labComponents() []any { return []any{"namespaces", "platform-info", "sample"} }

// Lab writes the starter platform of a lab. It asks nobody.
func (w *Wizard) Lab(l Lab) (*Result, error) {
	given := Given{}
	say := func(name string, value any) { given[name] = load.Answer{Name: name, Value: value} }
	say("name", l.Name)
	say("agent", l.Agent)
	say("topology", hub)
	say("repository.url", l.Repository)
	say("domain", l.Name+".example.com")
	say("profile", "lab")
	say("capabilities", []any{})
	say("components", labComponents())
	say("clusters", listOf(l.Clusters))
	say(EveryCluster+"provider", l.Provider)
	for i, server := range l.Servers {
		say("clusters."+l.Clusters[i+1]+".server", server)
	}
	return w.Replay(given, "")
}
