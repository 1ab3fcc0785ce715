package load

import (
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/shard"
)

// shardsOf are the shards of clusters, by name; none where there is one alone.
// The first consists of the controllers that are there anyway, and so it serves
// the hub.
func shardsOf(clusters []platform.ClusterInput, runsAgent []bool, shards int) map[string]int {
	if shards < 2 {
		return nil
	}
	names, pinned := make([]string, len(clusters)), map[string]int{}
	for i, c := range clusters {
		names[i] = c.Name
		switch {
		case runsAgent[i]:
			pinned[c.Name] = 0
		case c.Shard != nil:
			pinned[c.Name] = *c.Shard
		}
	}
	return shard.Assign(names, pinned, shards)
}

// shareOut gives each cluster its shard, where there are several.
func (r *resolver) shareOut(clusters []*platform.Cluster, runsAgent []bool) {
	shards := shardsOf(r.input.Spec.Clusters, runsAgent, r.input.Spec.Shards)
	var unused []string
	for _, c := range clusters {
		if s, ok := shards[c.Name]; ok {
			c.Shard = &s
			continue
		}
		if c.Shard != nil {
			unused = append(unused, c.Name)
		}
		c.Shard = nil
	}
	if len(unused) > 0 {
		r.notes["the shard of "+inputClusterNames(unused)+" has no use: spec.shards says of no other"] = true
	}
}
