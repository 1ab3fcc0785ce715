package graph

import "strings"

// Section is a ring's clusters, or all clusters where there are no rings.
type Section struct {
	// Ring is nil where there are no rings.
	Ring *Ring
	// Parts are by the groups that clusters are in, the largest first.
	Parts []Part
}

// Part is clusters that are in the same groups.
type Part struct {
	Groups   []string
	Clusters []Cluster
}

// Sections are the clusters by ring and groups, in the order of the rings.
func (t *Topology) Sections() []Section {
	if len(t.Rings) == 0 {
		return []Section{{Parts: parts(t.Clusters)}}
	}
	inRing := map[string][]Cluster{}
	for _, c := range t.Clusters {
		inRing[c.Ring] = append(inRing[c.Ring], c)
	}
	var out []Section
	for i := range t.Rings {
		out = append(out, Section{&t.Rings[i], parts(inRing[t.Rings[i].Name])})
	}
	return out
}

func parts(clusters []Cluster) []Part {
	var out []Part
	for _, same := range largest(alike(clusters, func(c Cluster) string { return strings.Join(c.Groups, " ") })) {
		out = append(out, Part{same[0].Groups, same})
	}
	return out
}

// Count is how many clusters are in the section.
func (s Section) Count() int {
	n := 0
	for _, p := range s.Parts {
		n += len(p.Clusters)
	}
	return n
}
