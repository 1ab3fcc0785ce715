package history

import "github.com/slipway-platform/slipway/generator/dora"

// Line is what the commits of a branch did.
type Line struct {
	Commits []dora.Commit
	// Versions are those of the beginning.
	Versions []dora.RingVersion
	// Moves are commits by which everything is laid out otherwise.
	Moves []dora.Commit
	// Unknown is whether the input of a commit does not say rings and versions in a way that is read here.
	Unknown bool
}

// Fill finds out what the commits of a branch changed in the rings that follow it. The first commit is the state to begin
// with, and none of the line.
func (r *Reader) Fill(commits []dora.Commit, follows func(ring string) bool) (*Line, error) {
	out := &Line{}
	var before *State
	for i, c := range commits {
		after, err := r.At(c.Hash)
		if err != nil {
			return nil, err
		}
		out.Unknown = out.Unknown || !after.Knows() && after.agent != nil
		if i == 0 {
			out.Versions = following(r.Versions(after, nil), follows)
			before = after
			continue
		}
		if Moved(before, after) {
			out.Moves = append(out.Moves, c)
		}
		changes, err := r.Changes(before, after)
		if err != nil {
			return nil, err
		}
		for _, change := range changes {
			if follows(change.Ring) {
				c.Changes = append(c.Changes, change)
			}
		}
		if len(c.Changes) > 0 {
			c.Versions = following(r.Versions(after, c.Changes), follows)
		}
		out.Commits = append(out.Commits, c)
		before = after
	}
	return out, nil
}

func following(versions []dora.RingVersion, follows func(ring string) bool) (out []dora.RingVersion) {
	for _, v := range versions {
		if follows(v.Ring) {
			out = append(out, v)
		}
	}
	return out
}
