package platform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SourceRings are the rings, in the user's order, whose clusters come from a
// revision of the ring's while the agent's root follows the repository's branch.
func (p *Platform) SourceRings() []Ring {
	var out []Ring
	for _, r := range p.Rings {
		if slices.ContainsFunc(p.Clusters, func(c *Cluster) bool { return c.SourceRing == r.Name }) {
			out = append(out, r)
		}
	}
	return out
}

// AtOnce is how many of so many clusters of the ring change at a time: at least
// one of them, and all where the ring does not say.
func (r Ring) AtOnce(clusters int) (int, error) {
	n := clusters
	switch v := r.MaxUpdate.(type) {
	case nil:
	case int:
		n = v
	case int64:
		n = int(v)
	case float64:
		n = int(v)
	case string:
		percent, err := strconv.Atoi(strings.TrimSuffix(v, "%"))
		if err != nil {
			return 0, fmt.Errorf("read maxUpdate of ring %s: %w", r.Name, err)
		}
		n = clusters * percent / 100
	default:
		return 0, fmt.Errorf("read maxUpdate of ring %s: %v is no number", r.Name, v)
	}
	return max(1, min(n, clusters)), nil
}
