package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
)

// commitFlags say whether generate commits, and where.
type commitFlags struct {
	commit bool
	branch string
}

func (f *commitFlags) on(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.commit, "commit", false, "commit what belongs to the platform, and nothing else; push nothing")
	cmd.Flags().StringVar(&f.branch, "branch", "", "commit on this branch, which is made from what is checked out")
}

// fits refuses flags that go with no other.
func (f *commitFlags) fits(looksOnly bool) error {
	switch {
	case f.commit && looksOnly:
		return usagef("--commit goes without --check and --dry-run, which write nothing")
	case f.branch != "" && !f.commit:
		return usagef("--branch goes with --commit")
	}
	return nil
}

// generateCommit writes the repository and commits it; what keeps it from the
// second keeps it from the first.
func (a *app) generateCommit(ctx context.Context, r *plannedRun, branch string) error {
	src, err := a.sources()
	if err != nil {
		return err
	}
	opts := bootstrap.Options{Dir: a.dir, Platform: r.platform, Tree: r.changes.Tree(), Changes: r.changes, Branch: branch}
	if opts.Seeds, err = generator.Untouched(src, a.dir, r.platform); err != nil {
		return err
	}
	if err := bootstrap.CanCommit(opts); err != nil {
		return err
	}
	if err := a.write(ctx, r); err != nil {
		return err
	}
	done, err := bootstrap.Commit(ctx, opts)
	if err != nil {
		return err
	}
	if len(done.Ignored) > 0 {
		a.say("note: committed although a .gitignore excludes them, because the agent reads them: %s", strings.Join(done.Ignored, ", "))
	}
	if a.output == "json" {
		return a.json(struct {
			changeList
			Committed bool   `json:"committed"`
			Commit    string `json:"commit"`
			Branch    string `json:"branch"`
		}{listChanges(r.changes), done.New, done.Commit, done.Branch})
	}
	if err := a.summary(r.changes); err != nil {
		return err
	}
	what := "nothing to commit: %s has it all, at %.8s\n"
	if done.New {
		what = "committed on %s, as %.8s\n"
	}
	where := done.Branch
	if where == "" {
		where = "the checked-out commit"
	}
	_, err = fmt.Fprintf(a.out, what, where, done.Commit)
	return err
}
