package platform

import (
	"fmt"
	"strconv"
	"strings"
)

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
