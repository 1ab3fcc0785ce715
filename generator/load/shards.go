package load

import (
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/shard"
)

// shareOut gives each cluster its shard, where there are several. The first
// consists of the controllers that are there anyway, and so it serves the hub.
func (r *resolver) shareOut(clusters []*platform.Cluster) {
	var names, unused []string
	pinned := map[string]int{}
	for _, c := range clusters {
		names = append(names, c.Name)
		switch {
		case c.RunsAgent:
			pinned[c.Name] = 0
		case c.Shard != nil:
			pinned[c.Name] = *c.Shard
		}
		if c.Shard != nil {
			unused = append(unused, c.Name)
		}
	}
	if r.input.Spec.Shards > 1 {
		shards := shard.Assign(names, pinned, r.input.Spec.Shards)
		for _, c := range clusters {
			s := shards[c.Name]
			c.Shard = &s
		}
		return
	}
	for _, c := range clusters {
		c.Shard = nil
	}
	if len(unused) > 0 {
		r.notes["the shard of "+inputClusterNames(unused)+" has no use: spec.shards says of no other"] = true
	}
}
