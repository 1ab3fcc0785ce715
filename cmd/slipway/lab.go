package main

import (
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) labCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Clusters and a Git server on this machine",
		Example: `  slipway lab up
  slipway lab list
  slipway lab down`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.labUpCommand(), a.labDownCommand(), a.labListCommand(), a.labExerciseCommand(), a.labResetCommand(), a.labKeeperCommand())
	return cmd
}

func (a *app) labDownCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "down [NAME]",
		Short: "End a lab's processes and containers, and remove what it kept",
		Example: `  slipway lab down
  slipway lab down acme           # where there is no platform at hand`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("lab down takes the name of one lab (got %q)", args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			labs, err := bootstrap.StateDir(a.getenv)
			if err != nil {
				return err
			}
			name := ""
			if len(args) == 1 {
				name = args[0]
			} else {
				p, err := a.load()
				if err != nil {
					a.say("a lab can be named, and then no platform is read: slipway lab down NAME")
					return err
				}
				name = p.Name
			}
			if name != filepath.Base(name) || name == "." || name == ".." {
				return usagef("%q is not the name of a lab", name)
			}
			if err := bootstrap.LabDown(cmd.Context(), filepath.Join(labs, name)); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "lab %s is down\n", name)
			return nil
		},
	}
}

func (a *app) labListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the labs on this machine",
		Example: `  slipway lab list`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := bootstrap.StateDir(a.getenv)
			if err != nil {
				return err
			}
			labs, err := bootstrap.Labs(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(labs)
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tSTATE\tPROCESSES\tCONTAINERS")
			for _, l := range labs {
				state := "stopped"
				if l.Running {
					state = "running"
				}
				fmt.Fprintf(w, "%s\t%s\t%d\t%d\n", l.Name, state, l.Parts, l.Nodes)
			}
			return w.Flush()
		},
	}
}

// labKeeperCommand is what lab up starts in the background.
func (a *app) labKeeperCommand() *cobra.Command {
	var state string
	cmd := &cobra.Command{
		Use:    "keeper",
		Short:  "Keep a lab's processes running",
		Hidden: true,
		Args:   noArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return bootstrap.Keep(cmd.Context(), state) },
	}
	cmd.Flags().StringVar(&state, "state", "", "the lab's folder")
	return cmd
}
