package load

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const shardClusters = `
  clusters:
    - {name: hub, role: hub}
    - {name: far, shard: 2, server: "https://far.example.com"}
    - {name: near, server: "https://near.example.com"}
`

func TestClustersAreSharedOut(t *testing.T) {
	for _, tt := range []struct{ name, shards, want, note string }{
		{"not at all by default", "", "far: none, hub: none, near: none", "the shard of cluster far has no use: spec.shards says of no other"},
		{"not at all among one", "  shards: 1", "far: none, hub: none, near: none", "the shard of cluster far has no use: spec.shards says of no other"},
		{"the hub to the first, and those that say so to theirs", "  shards: 3", "far: 2, hub: 0, near: 1", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := smallPlatform(t, nil, tt.shards+shardClusters)
			var got []string
			for _, c := range p.Clusters {
				shard := "none"
				if c.Shard != nil {
					shard = fmt.Sprint(*c.Shard)
				}
				got = append(got, c.Name+": "+shard)
			}
			if got := strings.Join(got, ", "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if tt.note != "" && !slices.Contains(p.Notes, tt.note) || tt.note == "" && strings.Contains(strings.Join(p.Notes, "\n"), "no use") {
				t.Errorf("notes are %q", p.Notes)
			}
		})
	}
}
