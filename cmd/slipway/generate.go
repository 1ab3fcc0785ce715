package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/tree"
)

func (a *app) generateCommand() *cobra.Command {
	var check, dryRun bool
	var opts generator.Options
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the repository",
		Long: `Write the repository: everything below gitops/, and slipway.lock.

A generated file that was edited by hand stops it: the edit is shown, and where
to make it instead. Files that Slipway did not write are never touched.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check && dryRun {
				return usagef("--check and --dry-run exclude each other")
			}
			changes, err := a.plan(opts)
			if err != nil {
				return err
			}
			if check || dryRun {
				return a.showChanges(changes, check)
			}
			if err := changes.Apply(cmd.Context()); err != nil {
				return err
			}
			return a.summary(changes)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 3 if something would change")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "write nothing; show what would change")
	cmd.Flags().BoolVar(&opts.Force, "force", false, "overwrite generated files that were edited by hand")
	cmd.Flags().StringArrayVar(&opts.Keep, "keep", nil, "keep this hand-edited file as it is (may be repeated)")
	return cmd
}

func (a *app) plan(opts generator.Options) (*tree.Changes, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.Plan(src, a.dir, opts)
}

// showChanges prints what would change; with check a difference is exit 3.
func (a *app) showChanges(c *tree.Changes, check bool) error {
	if err := a.summary(c); err != nil {
		return err
	}
	if check && !c.Empty() {
		a.say("run: slipway generate")
		return errDifference
	}
	return nil
}

type changeList struct {
	Create    []string `json:"create"`
	Update    []string `json:"update"`
	Delete    []string `json:"delete"`
	Unchanged int      `json:"unchanged"`
}

// summary lists what changed. Long lists are cut for people, not for programs.
func (a *app) summary(c *tree.Changes) error {
	l := changeList{Create: append(c.Create, c.Seeds...), Update: c.Update, Delete: c.Delete, Unchanged: c.Unchanged}
	if a.output == "json" {
		return a.json(l)
	}
	if c.Empty() {
		fmt.Fprintf(a.out, "nothing to do: %s up to date\n", count(c.Unchanged, "file"))
		return nil
	}
	a.list("create", l.Create)
	a.list("update", l.Update)
	a.list("delete", l.Delete)
	fmt.Fprintf(a.out, "%d created, %d updated, %d deleted, %d unchanged\n", len(l.Create), len(l.Update), len(l.Delete), l.Unchanged)
	return nil
}

const listed = 20

func (a *app) list(verb string, paths []string) {
	for i, p := range paths {
		if i == listed && !a.verbose {
			fmt.Fprintf(a.out, "  %s %d more (-v shows them)\n", verb, len(paths)-listed)
			return
		}
		fmt.Fprintf(a.out, "  %s %s\n", verb, p)
	}
}
