package load

import "fmt"

// shards: only an agent that drives other clusters has any to share out.
func (r *inputRules) shards(t topology) {
	shards := r.Spec.Shards
	if shards < 2 {
		return
	}
	if !t.hub {
		r.add(fmt.Sprintf("there is nothing to share out in topology %s (got %d)", r.Spec.Topology, shards),
			"remove it: each cluster drives itself", "spec", "shards")
		return
	}
	runsAgent := t.runsAgent(r.Spec.Clusters)
	for i, c := range r.Spec.Clusters {
		switch {
		case c.Shard == nil:
		case runsAgent[i] && *c.Shard != 0:
			r.addCluster(i, fmt.Sprintf("the hub is in shard 0 (got number %d)", *c.Shard), "remove it", "shard")
		case *c.Shard >= shards:
			r.addCluster(i, fmt.Sprintf("must be below spec.shards, which is %d (got number %d)", shards, *c.Shard), "they count from 0", "shard")
		}
	}
}
