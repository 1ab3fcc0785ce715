// Package branches reads the Git branches that a platform's clusters follow: what each commit changed on which clusters. It
// reads the clone that the platform's folder is in, and neither a network nor a cluster.
package branches

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/history"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Period is what of the history is read.
type Period struct {
	// Until is its end; zero for the newest commit's time.
	Until time.Time
	// Since says where it begins, by its end.
	Since func(until time.Time) time.Time
}

// Past is what was read.
type Past struct {
	dora.History
	Since, Until time.Time
	Branches     []Branch
	Notes        []string
}

// Branch is a branch or tag that clusters follow, and where this clone has it.
type Branch struct {
	Name   string   `json:"branch"`
	Commit string   `json:"commit"`
	Rings  []string `json:"rings"`
}

// ErrNothing is what errors.Is finds where the period has no commit.
var ErrNothing = errors.New("there is no commit")

// Read reads the repository that dir is in, where the platform is, whose input is of these versions.
func Read(dir string, p *platform.Platform, agents []*platform.Agent, versions apiversion.Table, period Period) (*Past, error) {
	repo, err := git.Open(dir)
	if err != nil {
		return nil, err
	}
	r := &reading{repo: repo, platform: p, agents: agents, versions: versions, past: &Past{History: dora.History{Platform: p.Name}, Branches: []Branch{}, Notes: []string{}}}
	for _, ring := range p.Rings {
		r.past.Rings = append(r.past.Rings, ring.Name)
	}
	if err := r.find(); err != nil {
		return nil, err
	}
	if err := r.settle(period); err != nil {
		return nil, err
	}
	for _, b := range r.past.Branches {
		if err := r.read(b); err != nil {
			return nil, err
		}
	}
	r.join()
	return r.past, nil
}

type reading struct {
	repo     *git.Repo
	platform *platform.Platform
	agents   []*platform.Agent
	versions apiversion.Table
	past     *Past
}

func (r *reading) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.past.Notes, text) {
		r.past.Notes = append(r.past.Notes, text)
	}
}

// branchOf is what the clusters of a ring follow; those of none follow the repository's branch.
func (r *reading) branchOf(ring string) string {
	for _, known := range r.platform.Rings {
		if known.Name == ring && known.Revision != "" {
			return known.Revision
		}
	}
	return r.platform.Repository.Branch
}

// find finds the branches that are followed, the repository's own first.
func (r *reading) find() error {
	names := []string{r.platform.Repository.Branch}
	rings := map[string][]string{}
	for _, ring := range r.platform.Rings {
		name := r.branchOf(ring.Name)
		rings[name] = append(rings[name], ring.Name)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, name := range names {
		at, err := r.repo.Followed(name, r.platform.Repository.URL)
		if errors.Is(err, git.ErrNoRevision) && i == 0 {
			if _, at, err = r.repo.Head(); err == nil && at == "" {
				return fmt.Errorf("read %s: %w yet: commit the platform first", name, ErrNothing)
			}
			r.note("this clone has no branch %s, which clusters follow: what is checked out is read", name)
		}
		if errors.Is(err, git.ErrNoRevision) {
			r.note("this clone does not have %s, which ring %s follows: get it with git fetch origin %s", name, rings[name][0], name)
			continue
		}
		if err != nil {
			return err
		}
		if i > 0 || len(rings[name]) > 0 || len(names) == 1 {
			r.past.Branches = append(r.past.Branches, Branch{name, at, append([]string{}, rings[name]...)})
		}
	}
	return nil
}

// settle finds when the period ends and begins.
func (r *reading) settle(period Period) error {
	r.past.Until = period.Until
	for _, b := range r.past.Branches {
		at, err := r.repo.Newest(b.Commit)
		if err != nil {
			return err
		}
		if period.Until.IsZero() && at.After(r.past.Until) {
			r.past.Until = at
		}
	}
	r.past.Since = period.Since(r.past.Until)
	if r.past.Since.After(r.past.Until) {
		return fmt.Errorf("read what happened: %w since %s; the newest is of %s", ErrNothing, r.past.Since.Format(time.RFC3339), r.past.Until.Format(time.RFC3339))
	}
	return nil
}

// read reads a branch. Its first commit is the state to begin with: from before the period, or where history begins.
func (r *reading) read(b Branch) error {
	log, err := r.repo.Log(b.Commit, r.past.Since)
	if err != nil {
		return err
	}
	for len(log) > 0 && log[len(log)-1].Landed.After(r.past.Until) {
		log = log[:len(log)-1]
	}
	if len(log) == 0 {
		return fmt.Errorf("read %s: %w until %s", b.Name, ErrNothing, r.past.Until.Format(time.RFC3339))
	}
	if log[0].Cut && !log[0].Landed.Before(r.past.Since) {
		r.note("this clone is shallow: its history of %s begins with %.10s of %s, and what was before is not counted; get it with: git fetch --unshallow",
			b.Name, log[0].Commit, log[0].Landed.Format(time.DateOnly))
	}
	for i, l := range log[1:] {
		if at := l.Landed; at.Before(r.past.Since) || at.After(r.past.Until) {
			r.note("%.10s is dated %s, but builds on a commit of %s: one of their clocks was wrong, and what it changed is not counted",
				l.Commit, at.Format(time.DateOnly), log[i].Landed.Format(time.DateOnly))
		}
	}
	commits := make([]dora.Commit, len(log))
	for i, l := range log {
		commits[i] = dora.Commit{Hash: l.Commit, Subject: printable(l.Subject), Began: l.Began, Landed: l.Landed, Brought: l.Brought, Messages: l.Messages}
	}
	reader, err := history.NewReader(r.repo.Snapshots(), r.agents, r.rings(), r.versions)
	if err != nil {
		return err
	}
	line, err := reader.Fill(commits, func(ring string) bool { return r.branchOf(ring) == b.Name })
	if err != nil {
		return err
	}
	r.take(line, log[0].Landed)
	return nil
}

// printable leaves out what would do something to a terminal instead of being seen.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return utf8.RuneError
	}, text)
}

// rings are those that clusters are in now.
func (r *reading) rings() map[string]string {
	out := map[string]string{}
	for _, c := range r.platform.Clusters {
		out[c.Name] = c.Ring
	}
	return out
}

func (r *reading) take(line *history.Line, begins time.Time) {
	if r.past.Begins.IsZero() || begins.Before(r.past.Begins) {
		r.past.Begins = begins
	}
	r.past.Commits = append(r.past.Commits, line.Commits...)
	r.past.Versions = append(r.past.Versions, line.Versions...)
	for _, c := range line.Moves {
		r.note("%.10s of %s lays everything out otherwise, for another agent, topology or delivery: what it changed is not counted", c.Hash, c.Landed.Format(time.DateOnly))
	}
	if line.Unknown {
		r.note("the input of some commits is no YAML that could be read: their clusters count to the rings that they are in now, and versions are not followed")
	}
}

// join puts the commits of several branches into one order; one that is on several is there once.
func (r *reading) join() {
	if len(r.past.Branches) < 2 {
		return
	}
	slices.SortStableFunc(r.past.Commits, func(a, b dora.Commit) int { return a.Landed.Compare(b.Landed) })
	at := map[string]int{}
	var out []dora.Commit
	for _, c := range r.past.Commits {
		i, known := at[c.Hash]
		if !known {
			at[c.Hash] = len(out)
			out = append(out, c)
			continue
		}
		out[i].Changes, out[i].Versions = append(out[i].Changes, c.Changes...), append(out[i].Versions, c.Versions...)
	}
	r.past.Commits = out
}
