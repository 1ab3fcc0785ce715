// Package apiversion brings what users wrote for the version of the format
// before to the current one: in memory, for a program that reads both, and as an
// edit of the text that leaves every other byte alone. Both follow one table of
// moves, and an edit that does not come to what is read in memory is refused.
package apiversion

import "strings"

// Table is the versions that a program knows. It is data: what it says is in
// schemas/versions.cue.
type Table struct {
	// Current is the version that the schema describes.
	Current string `json:"current"`
	// Previous is the one before, which is read as well; nil where there was none.
	Previous *Previous `json:"previous,omitempty"`
	// Older are versions that are not read any more, each with the last release of Slipway that moves it on.
	Older map[string]string `json:"older"`
}

// Previous is a version that is read, and what makes the current one of it.
type Previous struct {
	APIVersion string `json:"apiVersion"`
	Moves      []Move `json:"moves"`
}

// Move is one difference between two versions. One of its first five fields says
// which, and what it is about: a path such as spec.clusters.*.server, where * is
// every entry of a map or item of a list.
type Move struct {
	// Move gives an entry another name, or another place: To. Maps on the way are made, and those that it leaves empty go.
	Move string `json:"move,omitempty"`
	// Value gives a word another spelling: Was becomes Now.
	Value string `json:"value,omitempty"`
	// Drop takes an entry out; Why says why nobody misses it.
	Drop string `json:"drop,omitempty"`
	// List makes a list of what was one value.
	List string `json:"list,omitempty"`
	// Keep writes out what went without saying, Now, where a default became another.
	Keep string `json:"keep,omitempty"`

	To  string `json:"to,omitempty"`
	Was string `json:"was,omitempty"`
	Now string `json:"now,omitempty"`
	Why string `json:"why,omitempty"`
}

// every stands for each entry of a map and each item of a list.
const every = "*"

// at is what a move is about.
func (m Move) at() []string {
	for _, path := range []string{m.Move, m.Value, m.Drop, m.List, m.Keep} {
		if path != "" {
			return strings.Split(path, ".")
		}
	}
	return nil
}

func (m Move) to() []string { return strings.Split(m.To, ".") }

// clusterPrefix is where clusters are that have no file of their own.
const clusterPrefix = "spec.clusters.*."

// ForCluster are the moves that are about what a cluster's own file holds, as
// they are there.
func ForCluster(moves []Move) []Move {
	var out []Move
	for _, m := range moves {
		inside := false
		for _, path := range []*string{&m.Move, &m.Value, &m.Drop, &m.List, &m.Keep, &m.To} {
			var cut bool
			*path, cut = strings.CutPrefix(*path, clusterPrefix)
			inside = inside || cut
		}
		if inside {
			out = append(out, m)
		}
	}
	return out
}
