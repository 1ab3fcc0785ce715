package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/exercise"
)

func (a *app) exerciseStartCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "start NAME",
		Short: "Set an exercise up, and say what it is about",
		Long: `Set an exercise up, and say what it is about. One that is under way is taken back
first, as reset does, and what was solved stays solved. Where none is, what is not
committed or not pushed in the platform's folder keeps it from being started.`,
		Example: `  slipway lab exercise start 1
  slipway lab exercise start contract`,
		Args: oneExercise(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			defer a.tellBoard(cmd.Context(), l)
			e, err := l.Start(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(struct {
					exerciseEntry
					Story      string   `json:"story"`
					Objectives []string `json:"objectives"`
				}{entryOf(e, nil), e.Story, e.Objectives})
			}
			a.printExercise(e)
			return nil
		},
	}
}

func (a *app) printExercise(e *exercise.Exercise) {
	fmt.Fprintf(a.out, "Exercise %d: %s (%d minutes)\n\n%s\n\nIn the end:\n", e.Number, e.Title, e.Minutes, e.Story)
	for _, o := range e.Objectives {
		fmt.Fprintf(a.out, "  - %s\n", o)
	}
	fmt.Fprintf(a.out, "\nwhen you are done: slipway lab exercise check\nwhen you are stuck: slipway lab exercise hint\n")
}
