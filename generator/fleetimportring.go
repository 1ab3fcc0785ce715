package generator

import (
	"fmt"
	"maps"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// putIntoRing gives a cluster's labels those of the ring that the list names, and says what is wrong with where it comes to
// by them; empty where nothing is.
func (f *Fleet) putIntoRing(name, cluster string, labels map[string]string) string {
	if name == "" {
		return f.notOneRing(cluster, labels)
	}
	ring, ok := f.ring(name)
	if !ok {
		return fmt.Sprintf("there is no ring %q", name)
	}
	maps.Copy(labels, ring.Match)
	return f.otherRing(name, cluster, labels)
}

// notOneRing says which rings take a cluster by its labels, where it is not one.
func (f *Fleet) notOneRing(cluster string, labels map[string]string) string {
	become, rest := f.become(cluster, labels), false
	var by []string
	for _, ring := range f.Input.Spec.Rings {
		switch {
		case len(ring.Match) == 0:
			rest = true
		case carries(become, ring.Match):
			by = append(by, ring.Name)
		}
	}
	switch {
	case len(by) > 1:
		return fmt.Sprintf("the rings %s and %s both take it: a cluster is in exactly one ring; change its labels or the rings' match", by[0], by[1])
	case len(by) == 0 && !rest && len(f.Input.Spec.Rings) > 0:
		return "no ring takes it: name its ring, or add a ring without match, which takes the rest"
	}
	return ""
}

// become are the labels that a cluster has with those of the list.
func (f *Fleet) become(cluster string, labels map[string]string) map[string]string {
	out := map[string]string{}
	if there := f.Cluster(cluster); there != nil {
		maps.Copy(out, there.Labels)
	}
	maps.Copy(out, labels)
	return out
}

// otherRing says which ring takes a cluster by its labels although the list says
// another, and what to do; empty where none does. An import takes no label away.
func (f *Fleet) otherRing(want, cluster string, labels map[string]string) string {
	become, there := f.become(cluster, labels), f.Cluster(cluster)
	for _, ring := range f.Input.Spec.Rings {
		if ring.Name == want || len(ring.Match) == 0 || !carries(become, ring.Match) {
			continue
		}
		from := "in the list or --label"
		if there != nil && !carries(labels, ring.Match) {
			from = "at " + placeOf(there.At)
		}
		var by []string
		for _, field := range labelFields(ring.Match) {
			by = append(by, fmt.Sprintf("%s=%s", field.Key, field.Value))
		}
		return fmt.Sprintf("ring %s takes it by %s, and not %s: take that away %s, or name ring %s", ring.Name, strings.Join(by, ", "), want, from, ring.Name)
	}
	return ""
}

// carries reports whether labels hold all of others.
func carries(labels, all map[string]string) bool {
	return load.Declared{ClusterInput: platform.ClusterInput{Labels: labels}}.Carries(all)
}

func (f *Fleet) ring(name string) (platform.Ring, bool) {
	for _, r := range f.Input.Spec.Rings {
		if r.Name == name {
			return r, true
		}
	}
	return platform.Ring{}, false
}
