package platform

import (
	"fmt"
	"slices"
)

// ShardKeys name the shards besides the first, for an agent that runs a set of
// controllers for each and tells them apart by a text.
func (p *Platform) ShardKeys() []string {
	var out []string
	for s := 1; s < p.Shards; s++ {
		out = append(out, shardKey(s))
	}
	return out
}

// ShardKey names the cluster's shard likewise; empty where that is the first.
func (c *Cluster) ShardKey() string {
	if c.Shard == nil || *c.Shard == 0 {
		return ""
	}
	return shardKey(*c.Shard)
}

func shardKey(shard int) string { return fmt.Sprintf("shard-%d", shard) }

// ClusterKeys are those that the Secret with a cluster's credential must have:
// that of its shard only where there are several.
func (a *Agent) ClusterKeys(c *Cluster) []string {
	var out []string
	for key, text := range a.ClusterSecret.Data {
		if c.Shard != nil || text != "$shard" {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}
