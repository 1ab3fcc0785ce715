// Package compare says what a change of the input does to each cluster: which
// units come, go and change there, object by object and field by field.
//
// It compares two loaded platforms, not two trees of files. What a cluster gets
// is the same for every agent once a platform is loaded; how it is laid out in
// files is each agent's own, and a variant's name, the order of keys and the
// form of YAML mean nothing to a cluster. It is pure.
package compare

import (
	"cmp"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Change is what becomes of something.
type Change string

// What may become of a cluster, a unit, an object and a field.
const (
	Added   Change = "added"
	Removed Change = "removed"
	Changed Change = "changed"
)

// Report is what sets two platforms apart. Everything in it is sorted, and no
// list is nil.
type Report struct {
	Blast Blast `json:"blast"`
	// Platform are the settings that are no cluster's own.
	Platform []Field `json:"platform"`
	// Clusters are those that came, went, or have other properties.
	Clusters []Cluster `json:"clusters"`
	// Units are the changes on clusters that were there and still are, each once
	// with the clusters that it happens on.
	Units []Unit `json:"units"`
}

// Cluster is one that came, went, or has other properties.
type Cluster struct {
	Name   string `json:"name"`
	Change Change `json:"change"`
	// Fields are its properties that changed: labels, domain, ring and the like.
	Fields []Field `json:"fields"`
	// Units are what came or went with it.
	Units []string `json:"units"`
}

// Unit is one change of a unit, and where it happens.
type Unit struct {
	Name      string `json:"unit"`
	Component string `json:"component"`
	Change    Change `json:"change"`
	// Deletion is what its agent does when it goes: the deletion policy that it had.
	Deletion string   `json:"deletion"`
	Clusters []string `json:"clusters"`
	// Fields are the unit's own: chart, version, values.
	Fields  []Field  `json:"fields"`
	Objects []Object `json:"objects"`
}

// Object is a Kubernetes object that came, went or changed.
type Object struct {
	APIVersion string  `json:"apiVersion"`
	Kind       string  `json:"kind"`
	Namespace  string  `json:"namespace,omitempty"`
	Name       string  `json:"name"`
	Change     Change  `json:"change"`
	Fields     []Field `json:"fields"`
}

// Empty reports that there is no difference.
func (r *Report) Empty() bool { return len(r.Platform)+len(r.Clusters)+len(r.Units) == 0 }

// Platforms compares what clusters get by two platforms. Units and pairs of
// them that clusters share are looked at once.
func Platforms(from, to *platform.Platform) (*Report, error) {
	r := &Report{Platform: []Field{}, Clusters: []Cluster{}, Units: []Unit{}}
	diffFields("", platformFields(from), platformFields(to), &r.Platform)
	units := newUnits(from, to)
	before, after := byName(from), byName(to)
	for _, c := range from.Clusters {
		if after[c.Name] == nil {
			r.Clusters = append(r.Clusters, whole(c, Removed))
		}
	}
	for _, c := range to.Clusters {
		old := before[c.Name]
		if old == nil {
			r.Clusters = append(r.Clusters, whole(c, Added))
			continue
		}
		fields := []Field{}
		diffFields("", clusterFields(old), clusterFields(c), &fields)
		if len(fields) > 0 {
			r.Clusters = append(r.Clusters, Cluster{c.Name, Changed, fields, []string{}})
		}
		if err := units.compare(old, c); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(r.Clusters, func(a, b Cluster) int { return cmp.Compare(a.Name, b.Name) })
	r.Units = units.report()
	r.Blast = blast(r, from, to)
	return r, nil
}

func byName(p *platform.Platform) map[string]*platform.Cluster {
	out := make(map[string]*platform.Cluster, len(p.Clusters))
	for _, c := range p.Clusters {
		out[c.Name] = c
	}
	return out
}

// whole is a cluster that came or went with everything on it.
func whole(c *platform.Cluster, change Change) Cluster {
	out := Cluster{c.Name, change, []Field{}, []string{}}
	for _, pl := range c.Placements {
		out.Units = append(out.Units, pl.Unit.Name)
	}
	slices.Sort(out.Units)
	return out
}
