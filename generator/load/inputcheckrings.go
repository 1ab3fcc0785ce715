package load

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
)

// rings makes sure that each cluster is in exactly one ring. Clusters with the
// same trouble share a problem: its cause is in the rings.
func (r *inputRules) rings() {
	r.ringNames()
	if len(r.Spec.Rings) == 0 {
		return
	}
	type pair struct{ a, b int }
	shared := map[pair][]string{}
	firstOf := map[pair]int{}
	var order []pair
	var lost []string
	for i, c := range r.Spec.Clusters {
		rings := r.ringsMatching(c.Labels)
		switch {
		case len(rings) > 1:
			p := pair{rings[0], rings[1]}
			if shared[p] == nil {
				order = append(order, p)
				firstOf[p] = i
			}
			shared[p] = append(shared[p], c.Name)
		case len(rings) == 0 && !r.hasRest():
			lost = append(lost, c.Name)
		}
	}
	for _, p := range order {
		r.addCluster(firstOf[p], fmt.Sprintf("the rings %s and %s both take %s",
			r.Spec.Rings[p.a].Name, r.Spec.Rings[p.b].Name, inputClusterNames(shared[p])),
			"a cluster is in exactly one ring; change its labels or the rings' match", "labels")
	}
	if len(lost) > 0 {
		r.add("no ring takes "+inputClusterNames(lost), "add a ring without match, which takes the rest", "spec", "rings")
	}
}

func (r *inputRules) ringNames() {
	names := make([]string, len(r.Spec.Rings))
	rest := -1
	for i, ring := range r.Spec.Rings {
		names[i] = ring.Name
		switch {
		case len(ring.Match) > 0:
		case rest < 0:
			rest = i
		default:
			r.add(fmt.Sprintf("the rings %s and %s are both without match", r.Spec.Rings[rest].Name, ring.Name),
				"one ring can take the rest; give the other a match", "spec", "rings", i)
		}
	}
	r.unique("ring", "rings", names)
}

// ringsMatching are the rings with labels that take a cluster.
func (r *inputRules) ringsMatching(labels map[string]string) []int {
	var out []int
	for i, ring := range r.Spec.Rings {
		if len(ring.Match) > 0 && platform.Matches(ring.Match, labels) {
			out = append(out, i)
		}
	}
	return out
}

func (r *inputRules) hasRest() bool {
	for _, ring := range r.Spec.Rings {
		if len(ring.Match) == 0 {
			return true
		}
	}
	return false
}

func inputClusterNames(names []string) string {
	if len(names) == 1 {
		return "cluster " + names[0]
	}
	return "clusters " + inputNames(names)
}
