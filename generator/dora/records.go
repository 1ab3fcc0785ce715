package dora

import (
	"slices"
	"time"
)

// Records are what agents remember of having applied commits.
type Records struct {
	// Means is what the times are, for people.
	Means    string           `json:"means"`
	Clusters []ClusterRecords `json:"clusters"`
}

// ClusterRecords are those of one cluster.
type ClusterRecords struct {
	Cluster string `json:"cluster"`
	// Error is why nothing is known of it.
	Error string `json:"error,omitempty"`
	// Parent is what brings and takes units.
	Parent Remembered `json:"-"`
	// Lent is whether units name no commits: theirs are those that the parent held at the time.
	Lent bool `json:"-"`
	// Units are those of each component that the cluster has now.
	Units map[string][]Remembered `json:"-"`
}

// Known is how many clusters have records.
func (r *Records) Known() (n int) {
	for _, c := range r.Clusters {
		if c.Error == "" {
			n++
		}
	}
	return n
}

// Remembered is what an object remembers.
type Remembered struct {
	Records []Record
	// Full is whether it may have forgotten older ones.
	Full bool
}

// Record is that what a commit has, and commits before it that nothing undid, was applied first at a time.
type Record struct {
	Commit string
	At     time.Time
}

// Lend gives times of an object that names no commits those that a parent held then.
func (parent Remembered) Lend(times []time.Time) Remembered {
	out := Remembered{Full: true}
	for _, at := range times {
		held := Record{}
		for _, r := range parent.Records {
			if !r.At.After(at) && !r.At.Before(held.At) {
				held = r
			}
		}
		if held.Commit != "" {
			out.Records = append(out.Records, Record{held.Commit, at})
		}
	}
	return out
}

// since is whether it remembers something from before a time, so that nothing after is forgotten.
func (m Remembered) since(at time.Time) bool {
	return slices.ContainsFunc(m.Records, func(r Record) bool { return r.At.Before(at) })
}

// applications finds when changes were applied.
type applications struct {
	commits  []Commit
	order    map[string]int
	clusters map[string]ClusterRecords
	// changes are the commits that changed a component on a cluster, oldest first.
	changes map[[2]string][]int
}

func findApplications(commits []Commit, records *Records) *applications {
	if records == nil {
		return nil
	}
	a := &applications{commits: commits, order: map[string]int{}, clusters: map[string]ClusterRecords{}, changes: map[[2]string][]int{}}
	for _, c := range records.Clusters {
		a.clusters[c.Cluster] = c
	}
	for i, c := range commits {
		a.order[c.Hash] = i
		for _, ch := range c.Changes {
			for _, cluster := range ch.Clusters {
				at := [2]string{cluster, ch.Component}
				a.changes[at] = append(a.changes[at], i)
			}
		}
	}
	return a
}

// last is when the last of a commit's changes was applied on the last of their clusters; nil where that is not known of all.
func (a *applications) last(commit int, changes []Change) *time.Time {
	if a == nil {
		return nil
	}
	var last time.Time
	for _, ch := range changes {
		for _, cluster := range ch.Clusters {
			at, known := a.on(cluster, commit, ch)
			if !known {
				return nil
			}
			last = later(last, at)
		}
	}
	return &last
}

// on is when a change was applied on a cluster. Of a component with several units it may be about one alone: those count that
// applied something before the next change, or else the first of those that took both at once.
func (a *applications) on(cluster string, commit int, ch Change) (at time.Time, known bool) {
	c, landed := a.clusters[cluster], a.commits[commit].Landed
	if ch.After == "" {
		r, found := a.first(c.Parent, commit)
		return r.At, found && c.Parent.since(landed) && !c.Lent
	}
	next := a.next(cluster, ch.Component, commit)
	var both time.Time
	for _, u := range c.Units[ch.Component] {
		r, found := a.first(u, commit)
		if a.older(u, commit, next) {
			return time.Time{}, false
		}
		if !found || !c.whole(u, landed, ch.Before == "") {
			continue
		}
		switch {
		case a.order[r.Commit] < next:
			at = later(at, r.At)
		case !u.Full && (both.IsZero() || r.At.Before(both)):
			both = r.At
		}
	}
	if at.IsZero() {
		at = both
	}
	return at, !at.IsZero()
}

// whole is whether nothing is forgotten that was applied of a unit after a time. One that came then remembers nothing from
// before: there what brings units has to.
func (c ClusterRecords) whole(unit Remembered, at time.Time, came bool) bool {
	return unit.since(at) || c.Parent.since(at) && (c.Lent || came && !unit.Full)
}

// first is the first record of a commit or a later one. One from before it was committed is of content that came back.
func (a *applications) first(m Remembered, commit int) (first Record, found bool) {
	for _, r := range m.Records {
		i, known := a.order[r.Commit]
		if known && i >= commit && !r.At.Before(a.commits[commit].Landed) && (!found || r.At.Before(first.At)) {
			first, found = r, true
		}
	}
	return first, found
}

// older is whether a commit, or one between it and the next change, is recorded with a time from before it was committed: what
// it brought was there once before and keeps that time, or a clock was wrong. When it was applied nobody knows then.
func (a *applications) older(m Remembered, commit, next int) bool {
	return slices.ContainsFunc(m.Records, func(r Record) bool {
		i, known := a.order[r.Commit]
		return known && i >= commit && i < next && r.At.Before(a.commits[commit].Landed)
	})
}

// next is the commit that changes a component on a cluster after another one did.
func (a *applications) next(cluster, component string, commit int) int {
	for _, i := range a.changes[[2]string{cluster, component}] {
		if i > commit {
			return i
		}
	}
	return len(a.commits)
}
