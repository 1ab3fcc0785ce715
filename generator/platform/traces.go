package platform

import "slices"

// Traces are what an agent leaves on clusters, and how that is told from what
// others left there.
type Traces struct {
	// Kinds are those of its own objects and Namespaces those it lives in, on the cluster that it runs on.
	Kinds      Kinds    `json:"kinds"`
	Namespaces []string `json:"namespaces"`
	// Driven is the same on a cluster that it drives from elsewhere.
	Driven Footing `json:"driven"`
	// Managers are the field managers by which it writes objects.
	Managers    []string `json:"managers"`
	Labels      Marks    `json:"labels"`
	Annotations Marks    `json:"annotations"`
	// Records are objects that it makes for itself, such as to remember what it installed.
	Records []Record `json:"records"`
	// Own is what marks say on objects of its own component and its companions.
	Own []MarkPattern `json:"own"`
	// Units are marks that name the unit an object belongs to, in a pattern's group unit; the first that an object has counts.
	Units []MarkPattern `json:"units"`
}

// Footing is an agent's own part of a cluster.
type Footing struct {
	Kinds      Kinds    `json:"kinds"`
	Namespaces []string `json:"namespaces"`
}

// On is the agent's own part of a cluster: one that it runs on or drives.
func (t Traces) On(runs bool) Footing {
	if runs {
		return Footing{t.Kinds, t.Namespaces}
	}
	return t.Driven
}

// Without is what another agent has no part in.
func (f Footing) Without(other Footing) Footing {
	return Footing{minus(f.Kinds, other.Kinds), minus(f.Namespaces, other.Namespaces)}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// Kinds are kinds of objects: a whole API group by its name, or one kind as
// Kind.group where the group holds others' too.
type Kinds []string

// Has tells whether a kind is among them.
func (k Kinds) Has(group, kind string) bool {
	return slices.Contains(k, group) || slices.Contains(k, kind+"."+group)
}

// Marks are keys of labels or annotations. An object that the agent applied has
// those of Always, and may have those of Besides.
type Marks struct {
	Always  []string `json:"always"`
	Besides []Mark   `json:"besides"`
}

// Mark is a key; one with a value is the agent's where it has that value.
type Mark struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Record is a kind of object, and how the names of the agent's begin.
type Record struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Prefix     string `json:"prefix"`
}

// MarkPattern is the key of a label or annotation and a pattern for its value, in
// which $cluster stands for the cluster that the agent runs on, or that a unit is on.
type MarkPattern struct {
	Mark    string `json:"mark"`
	Pattern string `json:"pattern"`
}
