package inventory

import (
	"cmp"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Entry is one that must be in an external store: the agent reaches a cluster by
// the Secret that an ExternalSecret makes of it.
type Entry struct {
	Store string `json:"store"`
	Key   string `json:"key"`
	// Properties are what the agent needs of it.
	Properties []string `json:"properties"`
	Component  string   `json:"component"`
	Cluster    string   `json:"cluster"`
	// ReadOn are the clusters on which the store is asked.
	ReadOn []string `json:"readOn"`
}

// Entries are those of the clusters whose credential comes from an external
// store, by store and key. Whoever keeps the store makes them.
func Entries(p *platform.Platform, agent *platform.Agent) []Entry {
	out := []Entry{}
	for _, c := range p.Clusters {
		if from := external(c); from != nil {
			out = append(out, Entry{Store: from.Store, Key: from.Key, Properties: agent.ClusterProperties, Component: agent.Component, Cluster: c.Name, ReadOn: hostsOf(p)})
		}
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Store, b.Store), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Cluster, b.Cluster))
	})
	return out
}

// Stores are those that such entries are in, by name.
func Stores(p *platform.Platform) []string {
	var out []string
	for _, c := range p.Clusters {
		if from := external(c); from != nil {
			out = append(out, from.Store)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// external is the entry of a cluster that the agent reaches from elsewhere.
func external(c *platform.Cluster) *platform.ExternalSecret {
	if c.RunsAgent || c.Credentials == nil {
		return nil
	}
	return c.Credentials.ExternalSecret
}
