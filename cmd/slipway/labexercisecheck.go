package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

func (a *app) exerciseCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [NAME]",
		Short: "Say which of an exercise's checks hold; exits 1 until all do",
		Example: `  slipway lab exercise check
  slipway lab exercise check -o json`,
		Args: oneExercise(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			defer a.tellBoard(cmd.Context(), l)
			e, r, err := l.Check(cmd.Context(), first(args))
			if err != nil {
				return err
			}
			holds := 0
			for _, c := range r.Checks {
				if c.Holds {
					holds++
				}
			}
			if a.output == "json" {
				err = a.json(r)
			} else {
				err = a.printExerciseChecks(r)
			}
			if err == nil && holds < len(r.Checks) {
				return fmt.Errorf("exercise %d is not solved: %d of %d checks hold", e.Number, holds, len(r.Checks))
			}
			if err == nil && a.output != "json" {
				fmt.Fprintf(a.out, "\nexercise %d is solved%s\n\n%s\n", e.Number, solvedIn(r), e.Lesson)
			}
			return err
		},
	}
}

// solvedIn says how long it took, which is known of the first time alone.
func solvedIn(r *progress.Record) string {
	if r.Solved.Before(r.Started) {
		return " once more"
	}
	return ", in " + r.Solved.Sub(r.Started).Round(time.Second).String()
}

func (a *app) printExerciseChecks(r *progress.Record) error {
	p := a.page()
	for _, c := range r.Checks {
		mark := "ok   "
		if !c.Holds {
			mark = "not  "
		}
		p.line("%s%s", mark, c.Goal)
		if c.Told != "" {
			p.text(5, c.Told)
		}
	}
	return p.write()
}
