package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

// pushFlags say how a change comes to the branch that agents follow.
type pushFlags struct {
	branch    string
	noPush    bool
	waitMerge time.Duration
}

func (f *pushFlags) on(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.branch, "branch", "", "push to this branch, which is made, for somebody to merge it")
	cmd.Flags().BoolVar(&f.noPush, "no-push", false, "push nothing: the repository's branch has what this folder has")
	cmd.Flags().DurationVar(&f.waitMerge, "wait-merge", 0, "wait so long, such as 8h, for the repository's branch to have it")
}

// into refuses flags that go with no other, and makes the rest options.
func (f *pushFlags) into(opts *bootstrap.Options) error {
	switch {
	case f.noPush && f.branch != "":
		return usagef("--branch and --no-push exclude each other")
	case f.waitMerge < 0:
		return usagef("--wait-merge takes a time to come, such as 8h (got %s)", f.waitMerge)
	case f.waitMerge > 0 && !f.noPush && f.branch == "":
		return usagef("--wait-merge goes with --branch or --no-push: without them nobody has to merge anything")
	}
	opts.Branch, opts.NoPush, opts.WaitMerge = f.branch, f.noPush, f.waitMerge
	return nil
}
