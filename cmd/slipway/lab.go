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
  slipway lab status
  slipway lab down`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.labUpCommand(), a.labDownCommand(), a.labListCommand(), a.labExerciseCommand(), a.labResetCommand(), a.labKeeperCommand())
	cmd.AddCommand(a.labStatusCommand(), a.labWatchCommand(), a.labBoardCommand(), a.labJoinCommand(), a.labPrefetchCommand())
	return cmd
}

func (a *app) labDownCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "down [NAME]",
		Short: "End a lab's processes and containers, and remove what it kept",
		Long: `End a lab's processes and containers, and remove what it kept: its clusters, its Git
repository, and its workspace where that lies in the lab's state folder. Without a name
it is the lab of the platform in this folder, or the one called lab.`,
		Example: `  slipway lab down
  slipway lab down acme           # where there is no platform at hand`,
		Args: oneLabName,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.labDir(args)
			if err != nil {
				return err
			}
			if err := bootstrap.LabDown(cmd.Context(), dir); err != nil {
				return err
			}
			name := filepath.Base(dir)
			if a.output == "json" {
				return a.json(labDone{Lab: name, Done: "down"})
			}
			fmt.Fprintf(a.out, "lab %s is down\n", name)
			return nil
		},
	}
}

// labDone is what a command has done to a lab, for programs.
type labDone struct {
	Lab  string `json:"lab"`
	Done string `json:"done"` // down, joined or reset
	// Exercise is the one that was taken back, or that was set up then.
	Exercise    string `json:"exercise,omitempty"`
	Board       string `json:"board,omitempty"`
	Participant string `json:"participant,omitempty"`
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
			fmt.Fprintln(w, "NAME\tPARTICIPANT\tSTATE\tPROCESSES\tCONTAINERS")
			for _, l := range labs {
				state := "stopped"
				if l.Running {
					state = "running"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\n", l.Name, l.Participant, state, l.Parts, l.Nodes)
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
