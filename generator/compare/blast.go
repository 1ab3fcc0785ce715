package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Blast is how far a change reaches, and what of it may hurt.
type Blast struct {
	// Clusters is on how many of Of anything changes; Of counts those that came and went too.
	Clusters int `json:"clusters"`
	Of       int `json:"of"`
	// Units is how many units change, whatever the number of clusters.
	Units int `json:"units"`
	// UnitsAdded, UnitsChanged and UnitsRemoved count a unit once on each cluster.
	UnitsAdded   int `json:"unitsAdded"`
	UnitsChanged int `json:"unitsChanged"`
	UnitsRemoved int `json:"unitsRemoved"`
	// Restarts is how many workloads get other pods, Charts how many releases
	// change of which only the chart knows that.
	Restarts int `json:"restarts"`
	Charts   int `json:"charts"`
	// CRDsRemoved, NamespacesRemoved and VolumesAtRisk count objects that the repository names, once on each cluster.
	CRDsRemoved       int `json:"crdsRemoved"`
	NamespacesRemoved int `json:"namespacesRemoved"`
	VolumesAtRisk     int `json:"volumesAtRisk"`
	// Destructive is whether any risk is.
	Destructive bool   `json:"destructive"`
	Risks       []Risk `json:"risks"`
}

// Risk is something that may hurt. What is destructive removes what runs or is stored.
type Risk struct {
	Kind        string   `json:"kind"`
	Destructive bool     `json:"destructive"`
	Unit        string   `json:"unit,omitempty"`
	Text        string   `json:"text"`
	Clusters    []string `json:"clusters"`
}

// blast sums a report up.
func blast(r *Report, from, to *platform.Platform) Blast {
	b := Blast{Risks: slices.Concat(RootRisks(r.Platform, to), clusterRisks(r.Clusters, from, to))}
	touched, all, names := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range slices.Concat(from.Clusters, to.Clusters) {
		all[c.Name] = true
	}
	for _, c := range r.Clusters {
		touched[c.Name] = true
	}
	for _, u := range r.Units {
		for _, c := range u.Clusters {
			touched[c] = true
		}
		names[u.Name] = true
		b.count(u)
		b.Risks = append(b.Risks, UnitRisks(u)...)
	}
	b.Clusters, b.Of, b.Units = len(touched), len(all), len(names)
	if slices.ContainsFunc(b.Risks, func(r Risk) bool { return r.Kind == "root" }) {
		b.Clusters = b.Of // what every agent reads is another
	}
	b.Risks = United(b.Risks)
	b.Destructive = slices.ContainsFunc(b.Risks, func(r Risk) bool { return r.Destructive })
	return b
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// count adds what a unit's change does, on each of its clusters.
func (b *Blast) count(u Unit) {
	n := len(u.Clusters)
	switch u.Change {
	case Added:
		b.UnitsAdded += n
	case Removed:
		b.UnitsRemoved += n
	default:
		b.UnitsChanged += n
		if slices.ContainsFunc(u.Fields, func(f Field) bool { return f.Path == "version" || under(f.Path, "values") || under(f.Path, "chart") }) {
			b.Charts += n
		}
	}
	for _, o := range u.Objects {
		gone := o.Change == Removed && (u.Change != Removed || u.Deletion == "delete")
		switch {
		case o.Change == Changed && restarts(o):
			b.Restarts += n
		case gone && o.Kind == "CustomResourceDefinition":
			b.CRDsRemoved += n
		case gone && o.Kind == "Namespace":
			b.NamespacesRemoved += n
		case gone && keepsData[o.Kind]:
			b.VolumesAtRisk += n
		}
	}
}

// keepsData are the kinds that volumes hang on.
var keepsData = map[string]bool{"PersistentVolumeClaim": true, "PersistentVolume": true, "StatefulSet": true}

// restarts reports whether a workload gets other pods.
func restarts(o Object) bool {
	switch o.Kind {
	case "Deployment", "StatefulSet", "DaemonSet":
		return slices.ContainsFunc(o.Fields, func(f Field) bool { return under(f.Path, "spec.template") })
	}
	return false
}

// United sorts risks, the destructive first, and makes one of those that read the same.
func United(risks []Risk) []Risk {
	slices.SortStableFunc(risks, func(x, y Risk) int {
		return cmp.Or(-compareBool(x.Destructive, y.Destructive), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Text, y.Text))
	})
	out := []Risk{}
	for _, r := range risks {
		last := len(out) - 1
		if last >= 0 && out[last].Kind == r.Kind && out[last].Unit == r.Unit && out[last].Text == r.Text && out[last].Destructive == r.Destructive {
			out[last].Clusters = slices.Compact(slices.Sorted(slices.Values(slices.Concat(out[last].Clusters, r.Clusters))))
			continue
		}
		out = append(out, r)
	}
	return out
}

// clusterRisks are those of clusters that went, and of labels that no longer select.
func clusterRisks(clusters []Cluster, from, to *platform.Platform) []Risk {
	selecting := Selecting(from)
	maps.Copy(selecting, Selecting(to))
	var out []Risk
	for _, c := range clusters {
		if c.Change == Removed {
			out = append(out, Risk{Kind: "cluster", Text: "the cluster leaves the platform: what runs there stays, and is nobody's", Clusters: []string{c.Name}})
		}
		for _, f := range c.Fields {
			key, of := labelOf(f.Path)
			secret, isSecret := secretOf(f.Path)
			switch {
			case f.Change == Removed && isSecret:
				out = append(out, SecretRisk(secret, from.Decrypts, c.Name))
			case f.Change == Removed && of && selecting[key]:
				out = append(out, LabelRisk(key, c.Name))
			case f.Path == "revision" && f.Change == Changed && (f.From != from.Repository.Branch || f.To != to.Repository.Branch):
				out = append(out, Risk{Kind: "revision", Text: fmt.Sprintf("it follows %v in the place of %v: what that does not hold goes", f.To, f.From), Clusters: []string{c.Name}})
			case f.Path == "server" && f.Change == Changed:
				out = append(out, Risk{Kind: "server", Text: "the cluster gets another address: should it be another cluster, all is installed there anew", Clusters: []string{c.Name}})
			}
		}
	}
	return out
}

// LabelRisk is that of a label that clusters lose and that something selects by.
func LabelRisk(key string, clusters ...string) Risk {
	return Risk{Kind: "label", Destructive: true, Text: "label " + key + " is lost, by which groups, rings or tenants select", Clusters: clusters}
}

// Selecting are the labels that groups, rings and tenants select clusters by.
func Selecting(p *platform.Platform) map[string]bool {
	out := map[string]bool{}
	take := func(match map[string]string) {
		for k := range match {
			out[k] = true
		}
	}
	for _, g := range p.Groups {
		take(g.Match)
	}
	for _, r := range p.Rings {
		take(r.Match)
	}
	for _, t := range p.Tenants() {
		take(t.Clusters)
	}
	return out
}

func labelOf(path string) (key string, ok bool) { return keyIn(path, "labels") }

func secretOf(path string) (name string, ok bool) { return keyIn(path, "secrets") }

// keyIn is the key of a map that a path leads to.
func keyIn(path, of string) (key string, ok bool) {
	if rest, ok := strings.CutPrefix(path, of+"."); ok {
		return rest, true
	}
	rest, ok := strings.CutPrefix(path, of+`["`)
	return strings.TrimSuffix(rest, `"]`), ok
}

// SecretRisk is that of an encrypted Secret that clusters have no more: an agent
// that decrypts deletes it there.
func SecretRisk(name string, decrypts bool, clusters ...string) Risk {
	r := Risk{Kind: "secret", Destructive: decrypts, Clusters: clusters}
	if r.Text = "Secret " + name + " stays until somebody deletes it"; decrypts {
		r.Text = "Secret " + name + " is deleted; what reads it is left without"
	}
	return r
}

// RootRisks are those of what every cluster's agent starts from.
func RootRisks(fields []Field, to *platform.Platform) []Risk {
	why := map[string]string{
		"agent":             "another agent: move to it with slipway migrate",
		"topology":          "another topology: the agents and their root objects are others",
		"delivery":          "Git holds objects in the place of charts, or the other way round: releases of Helm are not taken along",
		"repository.url":    "another repository: agents read the old one until bootstrap has run again, or until this is pushed there",
		"repository.branch": "another branch: agents follow it once they have read this, and what it does not hold goes",
		"repository.path":   "another folder: until bootstrap has run again, agents find nothing where they read",
	}
	var out []Risk
	for _, f := range fields {
		names := readers(f.Path, to)
		if text, ok := why[f.Path]; ok && (len(names) > 0 || len(to.Clusters) == 0) {
			// By another address nothing goes: what agents read stays as it is.
			out = append(out, Risk{Kind: "root", Destructive: f.Path != "repository.url", Text: text, Clusters: names})
		}
	}
	return out
}

// readers are the clusters whose agents begin with a field of the root. By itself each follows what its ring
// does, which may be another branch or a tag.
func readers(path string, p *platform.Platform) (names []string) {
	for _, c := range p.Clusters {
		if path != "repository.branch" || p.Topology != "standalone" || c.Revision == p.Repository.Branch {
			names = append(names, c.Name)
		}
	}
	return names
}
