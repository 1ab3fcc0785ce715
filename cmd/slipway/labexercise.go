package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab"
	"github.com/slipway-platform/slipway/bootstrap/lab/exercises"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) labExerciseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "exercise",
		Short: "Learn GitOps by exercises in the lab",
		Long: `Learn GitOps by exercises in the lab: each sets something up, says what is to be so
in the end, and checks it. An exercise is named by its name or its number. What is
done is written to the lab's folder; list shows it.`,
		Example: `  slipway lab exercise list
  slipway lab exercise start 1
  slipway lab exercise check
  slipway lab exercise hint
  slipway lab exercise solution --run
  slipway lab exercise reset`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.exerciseListCommand(), a.exerciseStartCommand(), a.exerciseCheckCommand(), a.exerciseHintCommand(),
		a.exerciseSolutionCommand(), a.exerciseResetCommand())
	return cmd
}

// exerciseOptions are what exercises work on; the workspace is read when they ask.
func (a *app) exerciseOptions() (lab.Options, error) {
	src, err := a.sources()
	if err != nil {
		return lab.Options{}, err
	}
	all, err := generator.Exercises(src, exercises.FS)
	if err != nil {
		return lab.Options{}, err
	}
	return lab.Options{
		Dir: a.dir, Sources: src, Exercises: all, Now: a.now, UI: a.newUI(), Environ: a.environ, Timeout: 3 * time.Minute,
		Load: func() (bootstrap.Options, error) {
			p, err := generator.Load(src, a.dir)
			if err != nil {
				return bootstrap.Options{}, err
			}
			return a.lookOptions(src, p, time.Minute, false)
		},
		Render: func() (bootstrap.Options, error) { return a.bootstrapOptions(time.Minute, false) },
	}, nil
}

// openLab is the lab of the folder that --directory names.
func (a *app) openLab() (*lab.Lab, error) {
	opts, err := a.exerciseOptions()
	if err != nil {
		return nil, err
	}
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return nil, err
	}
	return lab.Open(labs, opts)
}

// oneExercise takes the name of one exercise, or none where optional.
func oneExercise(optional bool) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 1:
			return usagef("%s takes the name of one exercise (got %q)", cmd.CommandPath(), args)
		case len(args) == 0 && !optional:
			return usagef("%s takes the name or number of an exercise; see: slipway lab exercise list", cmd.CommandPath())
		}
		return nil
	}
}

// first is the first argument, empty where there is none.
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
