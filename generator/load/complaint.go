package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// complaint is what is wrong with a component on a cluster, which is named
// between before and after.
type complaint struct{ component, before, after, hint string }

// concern is a complaint, where it was met first, and on which clusters.
type concern struct {
	complaint
	position problem.Position
	path     string
	clusters []string
}

// complain notes a complaint of cluster i. However many clusters it concerns,
// it is told once, where the strongest layer of the first names the component.
func (r *resolver) complain(i int, layers []*layer, c complaint) {
	known := r.concerns[c]
	if known == nil {
		l := strongest(layers, c.component)
		known = &concern{complaint: c, position: l.at("components", c.component), path: l.named("components", c.component)}
		if l.tenant != "" {
			known.path = l.path
		}
		r.concerns[c] = known
	}
	if name := r.input.Spec.Clusters[i].Name; !slices.Contains(known.clusters, name) {
		known.clusters = append(known.clusters, name)
	}
}

// told turns every complaint into a problem.
func (r *resolver) told() problem.Problems {
	var out problem.Problems
	for _, c := range r.concerns {
		out = append(out, problem.Problem{Position: c.position, Path: c.path,
			Message: c.before + clusterList(c.clusters) + c.after, Hint: c.hint})
	}
	return out.Sorted()
}

// clusterListLimit is how many clusters a message names.
const clusterListLimit = 10

// clusterList names clusters: cluster a, clusters a and b, clusters a, b and 7 more.
func clusterList(names []string) string {
	if len(names) == 1 {
		return "cluster " + names[0]
	}
	last := names[len(names)-1]
	if more := len(names) - clusterListLimit; more > 1 {
		names, last = names[:clusterListLimit+1], fmt.Sprintf("%d more", more)
	}
	return "clusters " + strings.Join(names[:len(names)-1], ", ") + " and " + last
}

// strongest is the last layer that names a component, else the first layer.
func strongest(layers []*layer, component string) *layer {
	for _, l := range slices.Backward(layers) {
		if _, ok := l.components[component]; ok {
			return l
		}
	}
	return layers[0]
}

// componentOf is the component that a unit belongs to.
func componentOf(variants []*platform.Variant, unit string) string {
	for _, v := range variants {
		if slices.ContainsFunc(v.Units, func(u *platform.Unit) bool { return u.Name == unit }) {
			return v.Component.Name
		}
	}
	return unit
}
