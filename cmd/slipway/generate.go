package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/tree"
)

func (a *app) generateCommand() *cobra.Command {
	var check, dryRun, locked, allow, toOverride bool
	var into commitFlags
	var opts generator.Options
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the repository",
		Long: `Write the repository: everything below gitops/, and slipway.lock.

A generated file that was edited by hand stops it: the edit is shown, and where
to make it instead. On a terminal you are asked what is to become of it. With
--to-override edits of chart values are put into the input, as the setting or the
override that gives the same; --keep leaves a file as it is, --force drops edits.
Files that Slipway did not write are never touched.

So does a change that removes what runs or is stored: a unit that goes from a cluster
and is uninstalled, a claim or a CRD that goes, a label that is lost and by which groups,
rings or tenants select, another namespace, chart or root. It is listed, with the
clusters, and nothing is written unless --allow-destructive is given, no edit either.
It is held against what the last run left here, not against Git.

With --commit, what belongs to the platform is committed besides: the input,
gitops/ and slipway.lock. Nothing else that differs goes along, nothing is pushed,
and other changes that are staged stop it before anything is written. --branch
commits on a branch of its own, for somebody to merge it; it is made from what is
checked out, and is checked out from then on.

With --locked nothing is written either where slipway.lock does not record what the
platform is made of: a chart or a catalog without a digest, a catalog that has another
one (the builtin one does with another slipway), or one that is no longer used. That is
told, and the exit code is 3. It holds with both deliveries, and reaches no network.`,
		Example: `  slipway generate
  slipway generate --commit --branch update && git push origin update
  slipway generate --dry-run
  slipway generate --allow-destructive
  slipway generate --to-override --dry-run   # where edits would go
  slipway generate --check        # in CI: exit 3 if something would change
  slipway generate --locked       # exit 3 if slipway.lock lacks something`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check && dryRun {
				return usagef("--check and --dry-run exclude each other")
			}
			if toOverride && (check || opts.Force) {
				return usagef("--to-override goes without --check, which writes nothing, and --force, which drops edits")
			}
			if err := into.fits(check || dryRun); err != nil {
				return err
			}
			run, err := a.planRun(nil, opts, locked)
			if err == nil && len(run.changes.Edited) > 0 && toOverride && dryRun {
				return a.showTakenIn(run.changes.Edited)
			}
			if err == nil && len(run.changes.Edited) > 0 && !check && !dryRun {
				run, err = a.settleEdits(cmd.Context(), run, opts, locked, toOverride)
			}
			if err != nil {
				return err
			}
			destroyed, err := a.destructive(run)
			if err != nil {
				return err
			}
			if check || dryRun {
				return a.showChanges(run.changes, destroyed, check)
			}
			if len(run.changes.Edited) > 0 {
				return a.refuse(cmd.Context(), run.changes)
			}
			if len(destroyed) > 0 && !allow {
				return a.refuseDestructive(run.changes, destroyed)
			}
			if into.commit {
				return a.generateCommit(cmd.Context(), run, into.branch)
			}
			if err := a.write(cmd.Context(), run); err != nil {
				return err
			}
			return a.summary(run.changes)
		},
	}
	into.on(cmd)
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; exit 3 if something would change")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "write nothing; show what would change")
	cmd.Flags().BoolVar(&locked, "locked", false, "write nothing and exit 3 if slipway.lock does not record what the platform is made of")
	cmd.Flags().BoolVar(&allow, "allow-destructive", false, "write changes that remove what runs or is stored")
	cmd.Flags().BoolVar(&opts.Force, "force", false, "overwrite generated files that were edited by hand")
	cmd.Flags().BoolVar(&toOverride, "to-override", false, "put values that were edited in generated files into the input")
	cmd.Flags().StringArrayVar(&opts.Keep, "keep", nil, "keep this hand-edited file as it is (may be repeated)")
	return alsoPrints(cmd, "github")
}

// showChanges prints what would change; with check a difference is exit 3.
func (a *app) showChanges(c *tree.Changes, destroyed []compare.Risk, check bool) error {
	if err := a.summaryOf(c, destroyed); err != nil {
		return err
	}
	if a.output == "text" {
		a.showDestructive(a.out, destroyed)
	}
	for _, r := range destroyed {
		a.annotate("warning", "", riskLine(r)+" ("+some(r.Clusters, few)+")")
	}
	if check && !c.Empty() {
		a.annotateChanges(c)
		a.say("run: slipway generate")
		return errDifference
	}
	return nil
}

// shown is how many annotations GitHub shows of a step.
const shown = 10

// annotateChanges marks what is not as the input says. A file that is missing
// has no place in a change.
func (a *app) annotateChanges(c *tree.Changes) {
	l := listChanges(c)
	marks := 0
	mark := func(path, text string) {
		if marks++; marks < shown {
			a.annotate("error", path, text)
		}
	}
	for _, e := range l.Edited {
		mark(e.Path, "This generated file "+e.Why+". Instead: "+e.Instead)
	}
	for _, path := range slices.Concat(l.Update, l.Delete) {
		mark(path, "This file is not what platform.yaml says. Run: slipway generate")
	}
	a.annotate("error", "", fmt.Sprintf("The repository is not what platform.yaml says: %d to create, %d to update, %d to delete, %d edited by hand. Run: slipway generate",
		len(l.Create), len(l.Update), len(l.Delete), len(l.Edited)))
}

type changeList struct {
	Create []string   `json:"create"`
	Update []string   `json:"update"`
	Delete []string   `json:"delete"`
	Edited []editItem `json:"edited"`
	Kept   []string   `json:"kept"`
	Left   []string   `json:"left"`
	// Destructive is what of it removes what runs or is stored.
	Destructive []compare.Risk `json:"destructive"`
	Unchanged   int            `json:"unchanged"`
}

// listChanges never holds nil: a program that reads JSON gets lists.
func listChanges(c *tree.Changes) changeList {
	l := changeList{
		Create: append(append([]string{}, c.Create...), c.Seeds...), Update: append([]string{}, c.Update...), Delete: append([]string{}, c.Delete...),
		Destructive: []compare.Risk{},
		Edited:      []editItem{}, Kept: append([]string{}, c.Kept...), Left: append([]string{}, c.Left...), Unchanged: c.Unchanged,
	}
	slices.Sort(l.Create)
	for _, e := range c.Edited {
		l.Edited = append(l.Edited, editItem{e.Path, e.Why.String(), e.Diff, e.Instead, generator.ThreeWayOf(e)})
	}
	return l
}

// summary lists what changed. Long lists are cut for people, not for programs.
func (a *app) summary(c *tree.Changes) error { return a.summaryOf(c, nil) }

func (a *app) summaryOf(c *tree.Changes, destroyed []compare.Risk) error {
	l := listChanges(c)
	l.Destructive = append(l.Destructive, destroyed...)
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
	a.list("keep", l.Kept)
	a.list("leave to you", l.Left)
	a.edits(a.out, c.Edited)
	if len(l.Create)+len(l.Update)+len(l.Delete)+len(l.Edited) == 0 {
		fmt.Fprintf(a.out, "slipway.lock alone; %s up to date\n", count(c.Unchanged, "file"))
		return nil
	}
	fmt.Fprintf(a.out, "%d created, %d updated, %d deleted, %d unchanged", len(l.Create), len(l.Update), len(l.Delete), l.Unchanged)
	if n := len(l.Edited); n > 0 {
		fmt.Fprintf(a.out, ", %d in the way", n)
	}
	fmt.Fprintln(a.out)
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
