package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) clusterRenameCommand() *cobra.Command {
	var yes, keepDomain, dryRun bool
	cmd := &cobra.Command{
		Use:   "rename OLD NEW",
		Short: "Give a cluster another name, where it is not bootstrapped yet",
		Long: `Give a cluster another name in platform.yaml or clusters/, and the files that are called
after it, clusters/OLD.yaml, overrides/COMPONENT/OLD.yaml and
secrets/NAMESPACE/NAME/OLD.yaml. Every other byte stays.

A cluster is known by its name: what the agent applies is called after it. So for the
agents OLD leaves the platform and NEW comes new to it. Before a cluster is bootstrapped
that changes nothing; afterwards two owners would work on the same objects, so take the
platform off OLD first, by slipway cluster remove, and add it by its new name. What it
comes to is said, and asked, before anything is written. A run that was killed is
completed by the same command.`,
		Example: `  slipway cluster rename eu-1 frankfurt
  slipway cluster rename eu-1 frankfurt --keep-domain --yes`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("cluster rename takes the name that a cluster has and the one that it gets (got %d)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := a.fleet()
			if err != nil {
				return err
			}
			if done, err := f.Renamed(args[0], args[1]); done || err != nil {
				return a.completeRename(f, args[0], args[1], dryRun, err)
			}
			if err := f.Rename(args[0], args[1], keepDomain); err != nil {
				return err
			}
			leaving, err := f.Departures(args[:1])
			if err != nil {
				return err
			}
			if _, err := f.Load(); err != nil {
				a.say("nothing was written; this is what it would come to:")
				return err
			}
			r := renaming{From: args[0], To: args[1], Leaves: leaving[0], Domain: f.Domain(f.Cluster(args[0])), New: newDomain(f, args[0], args[1], keepDomain)}
			if dryRun && a.output == "json" {
				return a.json(r)
			}
			if dryRun {
				r.write(a.out)
				return nil
			}
			r.write(a.err)
			if err := a.agreed(fmt.Sprintf("Rename %s to %s?", args[0], args[1]), yes); err != nil {
				return err
			}
			if err := f.Write(); err != nil {
				return err
			}
			if err := a.showFleet(f, fleetDone{Renamed: map[string]string{args[0]: args[1]}}, "renamed %s to %s", args[0], args[1]); err != nil {
				return err
			}
			a.say("next: slipway generate")
			return nil
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&keepDomain, "keep-domain", false, "keep the domain that came from the old name")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what it comes to, and change nothing")
	return cmd
}

// completeRename takes away what a run left that was killed: it had been agreed.
func (a *app) completeRename(f *generator.Fleet, from, to string, dryRun bool, err error) error {
	if err != nil {
		return err
	}
	_, gone := f.Files()
	if dryRun {
		if a.output == "json" {
			return a.json(map[string]any{"leftOver": gone})
		}
		_, err := fmt.Fprintf(a.out, "%s is %s already, by a run that was cut short; what was left of it would go: %s\n", from, to, strings.Join(gone, ", "))
		return err
	}
	if err := f.Write(); err != nil {
		return err
	}
	a.say("%s is %s already, by a run that was cut short; what was left of it goes: %s", from, to, strings.Join(gone, ", "))
	return a.showFleet(f, fleetDone{Renamed: map[string]string{from: to}}, "renamed %s to %s", from, to)
}

// renaming is what it comes to that a cluster gets another name.
type renaming struct {
	From   string              `json:"from"`
	To     string              `json:"to"`
	Domain string              `json:"domain"`
	New    string              `json:"newDomain"`
	Leaves generator.Departure `json:"leaves"`
}

func newDomain(f *generator.Fleet, from, to string, keep bool) string {
	c := *f.Cluster(from)
	if !keep {
		c.Name = to
	}
	return f.Domain(&c)
}

func (r renaming) write(w io.Writer) {
	fmt.Fprintf(w, "for the agent %s leaves the platform, and %s is another cluster\n", r.From, r.To)
	told := func(begin, text string) {
		fmt.Fprintln(w, strings.Join(hanging("  "+begin, text, widest), "\n"))
	}
	told("installed by the new name: ", strings.Join(r.Leaves.Units, ", "))
	told("the agent: ", r.Leaves.Agent)
	if r.Domain != r.New {
		told("its domain: ", fmt.Sprintf("%s, no longer %s (--keep-domain keeps it)", r.New, r.Domain))
	}
	if len(r.Leaves.Unused) > 0 {
		told("of no more use: ", strings.Join(r.Leaves.Unused, ", "))
	}
	told("mind: ", "where it is bootstrapped, two owners would work on the same objects; remove it first, and add it by its new name")
}
