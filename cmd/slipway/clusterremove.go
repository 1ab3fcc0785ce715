package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/problem"
)

// removeOptions are the flags of slipway cluster remove.
type removeOptions struct {
	yes, uninstall, dryRun bool
	timeout                time.Duration
}

func (a *app) clusterRemoveCommand() *cobra.Command {
	var opts removeOptions
	cmd := &cobra.Command{
		Use:   "remove NAME…",
		Short: "Take clusters out of the platform; what runs there stays, unless --uninstall",
		Long: `Take clusters out of platform.yaml or clusters/, with the files in overrides/ and
secrets/ that are for them alone. Every other byte stays as it is. First it says what
runs there, which stays and is nobody's from then on, and which credentials nothing uses
any more, and asks. A hub is refused: nothing would drive the others.

With --uninstall the platform is taken off each cluster first, as slipway uninstall
--cluster NAME does, where it runs an agent of its own. One that a hub drives would get
everything back: there it says what to do instead.`,
		Example: `  slipway cluster remove eu-1 --dry-run      # what it comes to
  slipway cluster remove eu-1 eu-2 --yes
  slipway cluster remove eu-1 --uninstall`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("cluster remove takes the names of clusters")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.removeClusters(cmd.Context(), args, opts) },
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&opts.uninstall, "uninstall", false, "take the platform off them first; reaches the clusters")
	cmd.Flags().BoolVar(&opts.dryRun, "dry-run", false, "say what it comes to, and change nothing")
	cmd.Flags().DurationVar(&opts.timeout, "timeout", 10*time.Minute, "how long each wait of --uninstall may take")
	return cmd
}

func (a *app) removeClusters(ctx context.Context, names []string, opts removeOptions) error {
	f, err := a.fleet()
	if err != nil {
		return err
	}
	names, left, err := f.Left(names)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		a.say("no more in the platform, since it was generated: %s", some(left, few))
	}
	switch {
	case len(left) > 0 && opts.uninstall:
		return problem.Problems{{
			Message: fmt.Sprintf("uninstall from %s: what is no more in platform.yaml or clusters/ cannot be reached, and nothing was changed", some(left, few)),
			Hint:    "put it back first, such as by git restore, and run this again",
		}}
	case len(names) == 0 && opts.dryRun:
		return a.showDepartures([]generator.Departure{})
	case len(names) == 0:
		return a.removed(f, left)
	}
	leaving, err := a.takeOut(f, names, opts.uninstall)
	if err != nil {
		return err
	}
	if opts.dryRun {
		return a.showDepartures(leaving)
	}
	departures(a.err, leaving)
	if opts.uninstall {
		err = a.uninstallFrom(ctx, names, opts)
	} else {
		err = a.agreed(fmt.Sprintf("Remove %s from the platform? What runs there stays, and is nobody's.", some(names, few)), opts.yes)
	}
	if err != nil {
		return err
	}
	if err := f.Write(); err != nil {
		return err
	}
	return a.removed(f, append(names, left...))
}

// takeOut takes clusters out of the fleet's texts, and says what that comes to.
func (a *app) takeOut(f *generator.Fleet, names []string, uninstall bool) ([]generator.Departure, error) {
	for _, name := range names {
		if err := f.Hub(name); err != nil {
			return nil, err
		}
	}
	leaving, err := f.Departures(names)
	if err != nil {
		return nil, err
	}
	if uninstall && f.Input.Spec.Topology == "hub" {
		return nil, driven(leaving)
	}
	if uninstall {
		for i, d := range leaving {
			leaving[i] = d.Uninstalling()
		}
	}
	if err := f.Remove(names); err != nil {
		return nil, err
	}
	if _, err := f.Load(); err != nil {
		a.say("nothing was written; this is what it would come to:")
		return nil, err
	}
	return leaving, nil
}

// removed says which clusters are no more in the platform, and what comes next.
func (a *app) removed(f *generator.Fleet, names []string) error {
	if err := a.showFleet(f, fleetDone{Removed: names}, "removed %s", some(names, few)); err != nil {
		return err
	}
	a.say("next: slipway generate")
	return nil
}

// agreed asks, and is nil where the answer is yes.
func (a *app) agreed(question string, yes bool) error {
	ok, err := a.confirm(yes)(question)
	if err == nil && !ok {
		err = errLeft
	}
	return err
}

// uninstallFrom takes the platform off clusters that run agents of their own. It asks.
func (a *app) uninstallFrom(ctx context.Context, names []string, opts removeOptions) error {
	for _, name := range names {
		shared, err := a.bootstrapOptions(opts.timeout, opts.yes)
		if err != nil {
			return err
		}
		shared.Cluster = name
		done, err := bootstrap.Uninstall(ctx, bootstrap.UninstallOptions{Options: shared})
		if err != nil {
			return err
		}
		for _, c := range done.Clusters {
			for _, l := range c.Left {
				a.say("left on %s: %s: %s", c.Name, l.Object, l.Why)
			}
		}
	}
	return nil
}

// driven says how clusters get rid of a platform whose hub drives them.
func driven(leaving []generator.Departure) error {
	var out problem.Problems
	for _, d := range leaving {
		off := make([]string, len(d.Components))
		for i, name := range d.Components {
			off[i] = name + ": {enabled: false}"
		}
		out = append(out, problem.Problem{
			Message: fmt.Sprintf("a hub drives cluster %s, and would bring back what is taken off it", d.Cluster),
			Hint: fmt.Sprintf("switch off what it has: set its components to {%s}\n"+
				"    then slipway generate, commit and push that, and wait until slipway status --cluster %s shows none of them\n"+
				"    then slipway cluster remove %s", strings.Join(off, ", "), d.Cluster, d.Cluster),
		})
	}
	return out
}

func (a *app) showDepartures(leaving []generator.Departure) error {
	if a.output == "json" {
		return a.json(map[string]any{"leaving": leaving})
	}
	departures(a.out, leaving)
	return nil
}

// departures says what it comes to that clusters leave; what is the same on several, once.
func departures(w io.Writer, leaving []generator.Departure) {
	for _, d := range leaving {
		fmt.Fprintf(w, "%s leaves the platform\n", d.Cluster)
		told := func(begin string, items []string) {
			if len(items) > 0 {
				fmt.Fprintln(w, strings.Join(hanging("  "+begin, strings.Join(items, ", "), widest), "\n"))
			}
		}
		told("is uninstalled: ", d.Uninstalled)
		told("stays there: ", d.Units)
		told("the agent: ", []string{d.Agent})
		told("of no more use: ", d.Unused)
		told("files that go: ", d.Files)
	}
}
