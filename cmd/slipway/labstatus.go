package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) labStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status [NAME]",
		Short: "Say where a lab is, and how it fares",
		Long: `Say where a lab is and how it fares: its clusters, its agent, how many units are in
order, its Git server and workspace, what its processes take of this machine's memory,
and since when it runs. Without a name it is the lab of the platform in this folder,
or the one called lab. Why a unit is not in order says slipway status, in the workspace.`,
		Example: `  slipway lab status
  slipway lab status lab-p07 -o json`,
		Args: oneLabName,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.labDir(args)
			if err != nil {
				return err
			}
			facts, err := a.labFacts(cmd.Context(), dir, true)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(facts)
			}
			return a.printLab(facts)
		},
	}
}

// labFacts looks at a lab; at its units only where that is asked for and it runs.
func (a *app) labFacts(ctx context.Context, dir string, units bool) (*bootstrap.LabFacts, error) {
	facts, err := bootstrap.LookAtLab(ctx, dir)
	if err != nil || facts.Workspace == "" {
		return facts, err
	}
	units = units && facts.Running
	opts, err := a.workspaceOptions(facts.Workspace)
	switch {
	case err != nil && units:
		facts.UnitsError = "its platform cannot be read; see: slipway validate"
		return facts, nil
	case err != nil:
		return facts, nil
	}
	facts.Agent = opts.Agent.Name // it may have moved to another since lab up
	if !units {
		return facts, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	facts.AskUnits(ctx, opts)
	return facts, nil
}

// workspaceOptions are those of the platform in a workspace, for looking at it.
func (a *app) workspaceOptions(workspace string) (bootstrap.Options, error) {
	src, err := a.sources()
	if err != nil {
		return bootstrap.Options{}, err
	}
	p, err := generator.Load(src, workspace)
	if err != nil {
		return bootstrap.Options{}, err
	}
	opts, err := a.lookOptions(src, p, time.Minute, false)
	opts.Dir, opts.UI = workspace, quietUI{}
	return opts, err
}

// labDir is the folder of the lab that is named, or of the platform at hand, or of
// the one that lab up makes where nobody is named.
func (a *app) labDir(args []string) (string, error) {
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return "", err
	}
	if len(args) == 1 {
		return filepath.Join(labs, args[0]), nil
	}
	if unnamed, err := a.unnamedLab(); err != nil || unnamed != "" {
		return unnamed, err
	}
	p, err := a.load()
	if err != nil {
		a.say("a lab can be named, and then no platform is read; slipway lab list has their names")
		return "", err
	}
	return filepath.Join(labs, p.Name), nil
}

// unnamedLab is the folder of the lab that lab up makes where nobody is named; empty where there is none, or a platform
// is at hand.
func (a *app) unnamedLab() (string, error) {
	if generator.Vacant(a.dir, false) != nil {
		return "", nil
	}
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return "", err
	}
	unnamed := filepath.Join(labs, labName(""))
	record, err := bootstrap.ReadLab(unnamed)
	if err != nil || record == nil {
		return "", err
	}
	return unnamed, nil
}

// oneLabName takes the name of a lab, which is a folder's, or nothing.
func oneLabName(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("%s takes the name of one lab (got %q)", cmd.CommandPath(), args)
	}
	if len(args) == 1 && (args[0] != filepath.Base(args[0]) || args[0] == "." || args[0] == "..") {
		return usagef("%q is not the name of a lab", args[0])
	}
	return nil
}
