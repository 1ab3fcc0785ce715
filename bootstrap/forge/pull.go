package forge

import "context"

// Pull is a pull request, which GitLab calls a merge request.
type Pull struct {
	Page   string // for people
	Number string
}

// Fate is what became of a pull request.
type Fate int

// The fates of a pull request. One that is closed was refused.
const (
	Open Fate = iota
	Merged
	Closed
)

// PullRequest is where one branch can be merged into another; it is opened where nobody has.
func (f *Forge) PullRequest(ctx context.Context, from, into, title, body string) (Pull, error) {
	words := f.words("$from", from, "$into", into, "$title", title, "$body", body)
	var open []map[string]any
	if err := f.list(ctx, f.pulls, words, &open); err != nil {
		return Pull{}, err
	}
	for _, one := range open {
		if at(one, "head.ref", "source_branch") == from && at(one, "base.ref", "target_branch") == into {
			return f.asPull(one), nil
		}
	}
	var made map[string]any
	err := f.send(ctx, "POST", f.open, words, f.pull, &made)
	return f.asPull(made), err
}

func (f *Forge) asPull(said map[string]any) Pull {
	return Pull{Page: text(said[f.page]), Number: text(said[f.number])}
}

// Fate looks what became of a pull request.
func (f *Forge) Fate(ctx context.Context, p Pull) (Fate, error) {
	var said map[string]any
	if _, err := f.get(ctx, f.open+"/$number", f.words("$number", p.Number), &said); err != nil {
		return Open, err
	}
	switch state := text(said["state"]); {
	case said["merged"] == true, state == "merged":
		return Merged, nil
	case state == "closed":
		return Closed, nil
	}
	return Open, nil
}
