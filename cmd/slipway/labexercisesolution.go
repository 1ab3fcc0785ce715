package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) exerciseSolutionCommand() *cobra.Command {
	var run bool
	cmd := &cobra.Command{
		Use:   "solution [NAME]",
		Short: "Print the script that solves an exercise, or run it",
		Long: `Print the script that solves an exercise. With --run it is run in the platform's
folder, as if you had typed it; the exercise must be under way.`,
		Example: `  slipway lab exercise solution
  slipway lab exercise solution --run`,
		Args: oneExercise(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			defer a.tellBoard(cmd.Context(), l)
			e, script, err := l.Solution(first(args), run)
			if err != nil {
				return err
			}
			if run {
				_, err := l.Solve(cmd.Context(), e.Name, a.err)
				return err
			}
			if a.output == "json" {
				return a.json(struct {
					Exercise string `json:"exercise"`
					Script   string `json:"script"`
				}{e.Name, script})
			}
			fmt.Fprint(a.out, script)
			return nil
		},
	}
	cmd.Flags().BoolVar(&run, "run", false, "run it")
	return cmd
}
