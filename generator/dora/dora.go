// Package dora computes the four measures of software delivery, as DORA's research names them, from commits and what each
// of them changed on clusters: deployment frequency, lead time for changes, change failure rate, time to restore. It computes,
// and reads and writes nothing.
package dora

import "time"

// History is what happened.
type History struct {
	Platform string
	// Begins is the time of the state that the first commit changed.
	Begins time.Time
	// Commits are those of the branches that clusters follow, oldest first.
	Commits []Commit
	// Rings are the rings in their order; none where the platform has none.
	Rings []string
	// Versions are those of the beginning.
	Versions []RingVersion
}

// Commit is one of a followed branch, with what it changed on clusters.
type Commit struct {
	Hash    string
	Subject string
	// Began is when the oldest commit that came with it was written, Landed when it was committed to the branch.
	Began, Landed time.Time
	// Brought are the commits that came with it by a merge, and Messages those of all of them and its own.
	Brought, Messages []string
	Changes           []Change
	// Versions are those that rings have after it of the components that it changed.
	Versions []RingVersion
}

// Change is a component that some clusters of a ring have otherwise than before. Before and After tell contents apart, and
// are empty where it was not there.
type Change struct {
	Ring, Component string
	Before, After   string
	// From and To are its versions, empty where they are not known.
	From, To string
	Clusters []string
}

// RingVersion is the version of a component that most of a ring's clusters have.
type RingVersion struct{ Ring, Component, Version string }

// Options say what is measured.
type Options struct {
	Since, Until time.Time
	// Ring and Component restrict it; empty for all.
	Ring, Component string
	// Records are what agents remember; nil where Git's history is all there is.
	Records *Records
}

func (o Options) wants(c Change) bool {
	return (o.Ring == "" || o.Ring == c.Ring) && (o.Component == "" || o.Component == c.Component)
}
