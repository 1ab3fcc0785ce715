package dora

import (
	"maps"
	"slices"
	"time"
)

// What became of a version that came to a ring.
const (
	Complete  = "complete"  // every ring has it, or had it before a later one
	Underway  = "underway"  // some ring has it
	Withdrawn = "withdrawn" // no ring has it any more, and some never had it
)

// Rollout is how a version of a component went through the rings.
type Rollout struct {
	Component string `json:"component"`
	Version   string `json:"version"`
	// Began is when the oldest commit of the change that brought it was written.
	Began time.Time `json:"began"`
	Steps []Step    `json:"steps"`
	State string    `json:"state"`
	// Took is the time from Began until the last ring had it, in seconds; nil where it is not complete.
	Took *int64 `json:"seconds"`
	// Waiting are the rings that have the component and did not get this version.
	Waiting []string `json:"waiting"`

	passed map[string]bool // rings that had it and went on to a later one
}

// Step is a ring that got the version.
type Step struct {
	Ring   string    `json:"ring"`
	Commit string    `json:"commit"`
	At     time.Time `json:"at"`
}

// rollouts follow versions through rings. One that a ring had at the beginning began before it, and is not followed.
func rollouts(h History) []*Rollout {
	f := &following{have: map[string]map[string]string{}, open: map[string][]*Rollout{}, all: []*Rollout{}}
	for _, v := range h.Versions {
		f.set(v)
	}
	for _, c := range h.Commits {
		f.commit(c)
	}
	for _, r := range f.all {
		r.Waiting = r.waiting(f.have[r.Component], h.Rings)
	}
	return f.all
}

type following struct {
	have map[string]map[string]string // versions by component and ring
	open map[string][]*Rollout        // by component, the oldest first
	all  []*Rollout
}

func (f *following) set(v RingVersion) (was string) {
	if f.have[v.Component] == nil {
		f.have[v.Component] = map[string]string{}
	}
	was = f.have[v.Component][v.Ring]
	if v.Version == "" {
		delete(f.have[v.Component], v.Ring)
		return was
	}
	f.have[v.Component][v.Ring] = v.Version
	return was
}

func (f *following) commit(c Commit) {
	before := map[string]map[string]string{}
	for _, v := range c.Versions {
		if before[v.Component] == nil {
			before[v.Component] = maps.Clone(f.have[v.Component])
		}
	}
	for _, v := range c.Versions {
		if was := f.set(v); was != v.Version && v.Version != "" {
			f.step(c, v, was, hasVersion(before[v.Component], v.Version))
		}
	}
	for component := range before {
		f.open[component] = slices.DeleteFunc(f.open[component], func(r *Rollout) bool { return r.ended(f.have[component], c.Landed) })
	}
}

// step is a ring that gets a version. One that another ring had before, and that is not followed, is there since before
// anybody looked, or is gone back to.
func (f *following) step(c Commit, v RingVersion, was string, known bool) {
	open := f.open[v.Component]
	at := func(version string) int {
		return slices.IndexFunc(open, func(r *Rollout) bool { return r.Version == version })
	}
	if at(v.Version) < 0 && was != "" && !known {
		r := &Rollout{Component: v.Component, Version: v.Version, Began: c.Began, State: Underway, passed: map[string]bool{}}
		open, f.all = append(open, r), append(f.all, r)
		f.open[v.Component] = open
	}
	to, from := at(v.Version), at(was)
	if to >= 0 {
		open[to].Steps = append(open[to].Steps, Step{v.Ring, c.Hash, c.Landed})
	}
	if from >= 0 {
		open[from].passed[v.Ring] = to > from
	}
}

func hasVersion(rings map[string]string, version string) bool {
	for _, v := range rings {
		if v == version {
			return true
		}
	}
	return false
}

// ended settles a rollout that is over, by the versions that rings have at a time.
func (r *Rollout) ended(rings map[string]string, at time.Time) bool {
	with, had := 0, 0
	for ring, v := range rings {
		if v == r.Version {
			with++
		} else if r.passed[ring] {
			had++
		}
	}
	switch {
	case with+had == len(rings) && len(rings) > 0:
		r.State, r.Took = Complete, new(int64(max(0, at.Sub(r.Began))/time.Second))
	case with == 0:
		r.State = Withdrawn
	default:
		return false
	}
	return true
}

func (r *Rollout) waiting(rings map[string]string, order []string) []string {
	out := []string{}
	for _, ring := range order {
		if v, has := rings[ring]; has && v != r.Version && !r.passed[ring] && r.State == Underway {
			out = append(out, ring)
		}
	}
	return out
}
