package lint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Report is what came of all trials.
type Report struct {
	// Components is how many were looked at, on as many platforms as Trials says.
	Components int       `json:"components"`
	Trials     int       `json:"trials"`
	Findings   []Finding `json:"problems"`
	// Skipped is what was not checked, and why.
	Skipped []string `json:"skipped"`
}

// Finding is something that is wrong with a component.
type Finding struct {
	problem.Problem
	Component string `json:"component"`
	// Profiles and Agents are those with which it was found; none where it was with all.
	Profiles []string `json:"profiles,omitempty"`
	Agents   []string `json:"agents,omitempty"`
}

// Said is the finding as a problem, in whose message the trials stand.
func (f Finding) Said() problem.Problem {
	p := f.Problem
	where := f.Component
	for _, list := range [][]string{f.Profiles, f.Agents} {
		if len(list) > 0 {
			where += ", " + strings.Join(list, " and ")
		}
	}
	p.Message += " (" + where + ")"
	return p
}

// add notes a finding, once.
func (r *Report) add(f Finding) {
	i := slices.IndexFunc(r.Findings, func(g Finding) bool { return g.Problem == f.Problem && g.Component == f.Component })
	if i < 0 {
		r.Findings = append(r.Findings, f)
		return
	}
	g := &r.Findings[i]
	g.Profiles, g.Agents = joined(g.Profiles, f.Profiles), joined(g.Agents, f.Agents)
}

// joined puts lists together in the order in which their words came; nothing
// stands for everything.
func joined(a, b []string) []string {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	for _, word := range b {
		if !slices.Contains(a, word) {
			a = append(a, word)
		}
	}
	return a
}

// settle sorts the findings, and leaves out profiles and agents where it is all
// of them; agents is how many a component is tried with.
func (r *Report) settle(agents map[string]int) {
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	if r.Skipped == nil {
		r.Skipped = []string{}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if len(f.Profiles) == len(profiles()) {
			f.Profiles = nil
		}
		if len(f.Agents) == agents[f.Component] {
			f.Agents = nil
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	slices.Sort(r.Skipped)
	r.Skipped = slices.Compact(r.Skipped)
}
