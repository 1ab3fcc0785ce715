package graph

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Topology is who runs the agent and which clusters it drives.
type Topology struct {
	Platform   string     `json:"platform"`
	Topology   string     `json:"topology"`
	Agent      string     `json:"agent"`
	AgentTitle string     `json:"agentTitle"`
	Repository Repository `json:"repository"`
	// Route is how Git reaches the agent, where it does not read Git itself.
	Route string `json:"route,omitempty"`
	// Rings and Groups in the user's order.
	Rings    []Ring    `json:"rings"`
	Groups   []Group   `json:"groups"`
	Clusters []Cluster `json:"clusters"`
}

// Repository is where the agent reads.
type Repository struct {
	URL    string `json:"url"`
	Branch string `json:"branch"`
	Path   string `json:"path,omitempty"`
}

// Ring is a rollout stage and the clusters in it.
type Ring struct {
	Name     string            `json:"name"`
	Match    map[string]string `json:"match,omitempty"`
	Revision string            `json:"revision"`
	// MaxUpdate is how many of its clusters change at a time; nil for all.
	MaxUpdate any      `json:"maxUpdate,omitempty"`
	Clusters  []string `json:"clusters"`
}

// Group is a label selector and the clusters that it takes.
type Group struct {
	Name     string            `json:"name"`
	Match    map[string]string `json:"match"`
	Clusters []string          `json:"clusters"`
}

// Cluster is one target and the cluster whose agent drives it, which may be itself.
type Cluster struct {
	Name  string `json:"name"`
	Agent string `json:"agent"`
	// Shard is the one of that agent that serves it; nil where there is one alone.
	Shard    *int              `json:"shard,omitempty"`
	Revision string            `json:"revision"`
	Ring     string            `json:"ring,omitempty"`
	Groups   []string          `json:"groups"`
	Labels   map[string]string `json:"labels"`
	Provider string            `json:"provider"`
}

func topologyOf(p *platform.Platform, agent *platform.Agent, clusters []*platform.Cluster) *Topology {
	t := &Topology{
		Platform: p.Name, Topology: p.Topology, Agent: p.Agent, AgentTitle: agent.Title, Route: p.Route,
		Repository: Repository{URL: p.Repository.URL, Branch: p.Repository.Branch, Path: p.Repository.Path},
		Rings:      []Ring{}, Groups: []Group{}, Clusters: []Cluster{},
	}
	inRing, inGroup := map[string][]string{}, map[string][]string{}
	for _, c := range clusters {
		inRing[c.Ring] = append(inRing[c.Ring], c.Name)
		for _, g := range c.Groups {
			inGroup[g] = append(inGroup[g], c.Name)
		}
		drives := c.Name
		if !c.RunsAgent {
			drives = p.AgentClusters()[0].Name
		}
		labels := c.Labels
		if labels == nil {
			labels = map[string]string{}
		}
		t.Clusters = append(t.Clusters, Cluster{Name: c.Name, Agent: drives, Shard: c.Shard, Revision: c.Revision, Ring: c.Ring,
			Groups: append([]string{}, c.Groups...), Labels: labels, Provider: c.Provider})
	}
	for _, r := range p.Rings {
		revision := r.Revision
		if revision == "" {
			revision = p.Repository.Branch
		}
		t.Rings = append(t.Rings, Ring{r.Name, r.Match, revision, r.MaxUpdate, append([]string{}, inRing[r.Name]...)})
	}
	for _, g := range p.Groups {
		t.Groups = append(t.Groups, Group{g.Name, g.Match, append([]string{}, inGroup[g.Name]...)})
	}
	return t
}

// Agents are the clusters that run an agent, as far as clusters of the graph are driven from there.
func (t *Topology) Agents() []string {
	on := map[string]bool{}
	for _, c := range t.Clusters {
		on[c.Agent] = true
	}
	return sorted(on)
}

// many is how many clusters are shown one by one; more are put together.
const many = 20

// Alike puts clusters together that differ in nothing but their names and
// labels, ring by ring; where there are few, each stands alone.
func (t *Topology) Alike() [][]Cluster {
	name := func(c Cluster) string { return c.Name }
	if len(t.Clusters) > many {
		name = func(c Cluster) string {
			return fmt.Sprint(c.Agent == c.Name, " ", c.Ring, " ", c.Revision, " ", strings.Join(c.Groups, " "))
		}
	}
	sets := largest(alike(t.Clusters, name))
	ring := func(set []Cluster) int {
		return slices.IndexFunc(t.Rings, func(r Ring) bool { return r.Name == set[0].Ring })
	}
	slices.SortStableFunc(sets, func(a, b []Cluster) int { return ring(a) - ring(b) })
	return sets
}

// Names are those of clusters.
func Names(clusters []Cluster) []string {
	out := make([]string, 0, len(clusters))
	for _, c := range clusters {
		out = append(out, c.Name)
	}
	return out
}

// Shards are those that serve clusters; empty where there is one alone.
func Shards(clusters []Cluster) string {
	on := map[int]bool{}
	for _, c := range clusters {
		if c.Shard != nil {
			on[*c.Shard] = true
		}
	}
	var out []string
	for _, shard := range slices.Sorted(maps.Keys(on)) {
		out = append(out, strconv.Itoa(shard))
	}
	return strings.Join(out, ", ")
}
