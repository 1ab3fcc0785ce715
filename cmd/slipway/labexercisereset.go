package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) exerciseResetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reset [NAME]",
		Short: "Take an exercise back, and forget how it went",
		Long: `Take an exercise back: Git and the cluster are as they were before it was started, and
how it went is forgotten. With Sveltos on provider local, and for some exercises with
any agent, the clusters are put back as a whole, with what was made by hand. The
platform's folder goes back as well: what was not committed becomes a stash, commits
stay in its Git for a while, and lines say how to come by either.`,
		Example: `  slipway lab exercise reset`,
		Args:    oneExercise(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			defer a.tellBoard(cmd.Context(), l)
			e, err := l.Reset(cmd.Context(), first(args))
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(labDone{Lab: l.Name(), Done: "reset", Exercise: e.Name})
			}
			fmt.Fprintf(a.out, "exercise %d is taken back\n", e.Number)
			return nil
		},
	}
}
