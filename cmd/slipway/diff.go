package main

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) diffCommand() *cobra.Command {
	return alsoPrints(&cobra.Command{
		Use:   "diff [REF | REF..REF]",
		Short: "Show what a change does to each cluster; exit 3 if it does anything",
		Long: `Show which files generate would change or, with a revision, what the difference
between that revision and the working folder does to each cluster: which units and
objects come, go and change, field by field. Between two revisions, A..B, the folder
is not looked at. Names of variants, the order of keys and the form of YAML are no
difference.

How far it reaches stands on top, and what may hurt. What is destructive removes
something that runs or is stored.

Revisions are read from Git's objects, without a checkout and without the network.
--output markdown is a comment for a pull request, of at most 60,000 characters.`,
		Example: `  slipway diff                    # which files generate would change
  slipway diff HEAD               # what I changed does
  slipway diff v1.2..main
  slipway diff origin/main -o markdown > comment.md
  slipway diff -o github          # in CI`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("diff takes one revision, or two as A..B (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.diffRevisions(args[0])
			}
			if a.output == "markdown" {
				return usagef("--output markdown needs a revision to compare with, such as: slipway diff origin/main -o markdown")
			}
			changes, err := a.plan(generator.Options{})
			if err != nil {
				return err
			}
			return a.showChanges(changes, nil, true)
		},
	}, "github", "markdown")
}

// difference is what a change does to each cluster.
type difference struct {
	From string `json:"from"`
	To   string `json:"to"`
	*compare.Report
	// Notes say what the comparison could not see.
	Notes []string `json:"notes"`
}

// workingFolder is what a difference calls the folder as it is now.
const workingFolder = "working folder"

func (a *app) diffRevisions(revisions string) error {
	d, err := a.difference(revisions)
	if err != nil {
		return err
	}
	if err := a.showDifference(d); err != nil {
		return err
	}
	if !d.Empty() {
		return errDifference
	}
	return nil
}

func (a *app) showDifference(d *difference) error {
	switch a.output {
	case "json":
		return a.json(d)
	case "markdown":
		return d.markdown(a.out)
	case "github":
		a.annotateDifference(d)
	}
	return d.text(a.out, a.verbose)
}

// annotateDifference marks what may hurt at the run: it has no place in a file.
func (a *app) annotateDifference(d *difference) {
	for i, r := range d.Blast.Risks {
		if i == shown-1 {
			break
		}
		level := "warning"
		if r.Destructive {
			level = "error"
		}
		a.annotate(level, "", riskLine(r)+" ("+some(r.Clusters, few)+")")
	}
}

// difference compares a revision with the folder, or two revisions.
func (a *app) difference(revisions string) (*difference, error) {
	from, to, err := twoRevisions(revisions)
	if err != nil {
		return nil, err
	}
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	var sides [2]side
	var errs [2]error
	var wg sync.WaitGroup
	for i, name := range []string{from, to} {
		wg.Go(func() { sides[i], errs[i] = a.side(src, name) })
	}
	wg.Wait()
	if err := cmp.Or(errs[0], errs[1]); err != nil {
		return nil, err
	}
	r, notes, err := generator.Compare(src, sides[0].platform, sides[1].platform)
	return &difference{From: from, To: to, Report: r, Notes: append([]string{}, slices.Concat(sides[0].notes, sides[1].notes, notes)...)}, err
}

// side is one of the two platforms of a difference.
type side struct {
	platform *platform.Platform
	notes    []string
}

// side loads the folder, or a revision. Each opens the repository for itself:
// both are read at once.
func (a *app) side(src generator.Sources, name string) (s side, err error) {
	repo, err := git.Open(a.dir)
	if err != nil {
		return s, err
	}
	if name == workingFolder {
		s.platform, err = generator.Load(src, a.dir)
		return s, err
	}
	commit, err := repo.Resolve(name)
	if err != nil {
		return s, usageError{err}
	}
	fsys, err := repo.CommitFS(commit)
	if err != nil {
		return s, err
	}
	s.platform, s.notes, err = generator.LoadRevision(src, fsys, name)
	return s, err
}

// twoRevisions takes A..B apart; an end that is left out is HEAD, as in git.
func twoRevisions(revisions string) (from, to string, err error) {
	from, to, two := strings.Cut(revisions, "..")
	switch {
	case strings.HasPrefix(to, "."):
		return "", "", usagef("diff does not know A...B; name the revision at which they part: slipway diff $(git merge-base A B)..B")
	case from == "" && to == "" || strings.HasPrefix(from, "-"):
		return "", "", usagef("diff takes a revision, or two as A..B (got %q)", revisions)
	case !two:
		return from, workingFolder, nil
	}
	if from == "" {
		from = "HEAD"
	}
	if to == "" {
		to = "HEAD"
	}
	return from, to, nil
}
