package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/lab"
	"github.com/slipway-platform/slipway/generator/exercise"
)

func (a *app) labResetCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Take the lab back to where it began, or where an exercise begins",
		Long: `Take the lab back to where it was when lab up had made it, or with --to to where an
exercise begins, and say what that is about: Git, what the agent made of it, and what
exercises made go back; clusters that were made since are removed. What was solved
stays solved. The platform's folder goes back as well: what was not committed becomes a
stash, commits stay in its Git for a while, and lines say how to come by either.`,
		Example: `  slipway lab reset
  slipway lab reset --to 2`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			done := labDone{Lab: l.Name(), Done: "reset"}
			var e *exercise.Exercise
			if to != "" {
				if e, err = lab.Find(l.Exercises, to); err != nil {
					return err
				}
				done.Exercise = e.Name
			}
			defer a.tellBoard(cmd.Context(), l)
			if err := l.ResetAll(cmd.Context(), to); err != nil {
				return err
			}
			switch {
			case a.output == "json":
				return a.json(done)
			case e == nil:
				fmt.Fprintln(a.out, "the lab is where it began")
			default:
				a.printExercise(e)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "set up this exercise then")
	return cmd
}
