package platform

import "fmt"

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
