package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) statusCommand() *cobra.Command {
	var cluster string
	var wait time.Duration
	var watch bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say whether the contract is kept and, if not, the one cause and its mend",
		Long: `Say whether every unit on every cluster is as Git says, and if not, the one cause
and what mends it. Exits 1 when the contract is not kept, and 4 when --wait ran out.

Credentials that the agents have and that end within 30 days are named; with
--verbose all that end.

In topology standalone every cluster's own agent is asked; one that does not
answer hides no other, and the contract is not kept.

--watch looks again and again until Ctrl-C. On a terminal it draws a tree of what
is not in order; elsewhere it prints a line for each change, with -o json an
object on each line.`,
		Example: `  slipway status                  # now
  slipway status --wait 5m        # until it is kept, or say why not
  slipway status --watch          # a live tree of what is not in order
  slipway status -o json          # for programs: cause and mend, per unit too`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if watch && wait != 0 {
				return usagef("--watch does not end, so it does not go with --wait")
			}
			src, err := a.sources()
			if err != nil {
				return err
			}
			p, err := generator.Load(src, a.dir)
			if err != nil {
				return err
			}
			opts, err := a.lookOptions(src, p, time.Minute, false)
			if err != nil {
				return err
			}
			opts.Cluster = cluster
			if watch {
				opts.UI = quietUI{}
				return bootstrap.Follow(cmd.Context(), opts, a.viewer())
			}
			return a.status(cmd.Context(), opts, wait)
		},
	}
	cmd.Flags().StringVar(&cluster, "cluster", "", "look at this cluster alone")
	cmd.Flags().DurationVar(&wait, "wait", 0, "wait this long for the contract to be kept")
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "look again and again, and show what changes")
	return cmd
}

// status looks, prints what it saw, and fails where the contract is not kept.
func (a *app) status(ctx context.Context, opts bootstrap.Options, wait time.Duration) error {
	r, lookErr := bootstrap.LookUntilKept(ctx, opts, wait)
	if r == nil {
		return lookErr
	}
	var err error
	if a.output == "json" {
		err = a.json(r)
	} else {
		err = a.printReport(r)
	}
	if lookErr == nil && !r.Kept {
		lookErr = errors.New("the contract is not kept")
	}
	if lookErr != nil && !r.Kept {
		lookErr = bootstrap.CausedError{Err: lookErr, Finding: r.Finding}
	}
	return errors.Join(lookErr, err)
}

func (a *app) printReport(r *bootstrap.Report) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CLUSTER\tUNIT\tVERSION\tVARIANT\tWAVE\tSYNC\tHEALTH\tCOMMIT")
	for _, c := range r.Clusters {
		for _, u := range c.Units {
			commit := u.Verdict.Commit
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", c.Name, u.Name, u.Version, u.Variant, u.Wave,
				u.Verdict.Sync, u.Verdict.Health, commit[:min(8, len(commit))])
		}
		for _, t := range c.Tenants {
			fmt.Fprintf(w, "%s\ttenant %s\t\t\t\t%s\t%s\t%s\n", c.Name, t.Name, t.Verdict.Sync, t.Verdict.Health, t.Verdict.Commit[:min(8, len(t.Verdict.Commit))])
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	a.printTenants(r)
	a.printExpiries(r)
	for _, c := range r.Clusters {
		if c.Error != "" {
			fmt.Fprintf(a.out, "nothing is known of %s: %s\n", c.Name, c.Error)
		}
		if c.Revision != "" && c.Commit != "" {
			fmt.Fprintf(a.out, "%s follows %s at %s\n", c.Name, c.Revision, c.Commit[:min(8, len(c.Commit))])
		}
		if c.Simulated {
			fmt.Fprintf(a.out, "pods on %s are simulated: they exist as objects, and nothing executes\n", c.Name)
		}
	}
	if r.Kept {
		fmt.Fprintf(a.out, "the contract is kept at %s\n", r.Commit[:min(8, len(r.Commit))])
	}
	return nil
}

// printTenants tells why the repositories of tenants are not applied, which the
// platform's contract is not about.
func (a *app) printTenants(r *bootstrap.Report) {
	for _, c := range r.Clusters {
		for _, t := range c.Tenants {
			if t.InOrder() {
				continue
			}
			fmt.Fprintf(a.out, "not in order, and the team's to mend: %s\n", cmp.Or(t.Cause, fmt.Sprintf("cluster %s, tenant %s: %s", c.Name, t.Name, t.Verdict)))
			if t.Mend != "" {
				fmt.Fprintf(a.out, "mend: %s\n", t.Mend)
			}
		}
	}
}

// soon is how long before its end a credential is worth a line.
const soon = 30 * 24 * time.Hour

// printExpiries tells what has ended or soon will, or with --verbose everything.
func (a *app) printExpiries(r *bootstrap.Report) {
	now := a.now()
	for _, e := range r.Credentials {
		left := e.Expires.Sub(now)
		days := fmt.Sprintf("in %s", count(int(left.Hours()/24), "day"))
		if left < 0 {
			days = "it has ended"
		}
		if left < soon || a.verbose {
			fmt.Fprintf(a.out, "%s in %s on %s ends on %s, %s\n", e.What, e.Name, e.Cluster, e.Expires.Format(time.DateOnly), days)
		}
	}
	if r.CredentialsError != "" && a.verbose {
		fmt.Fprintf(a.out, "nothing is known of when credentials end: %s\n", r.CredentialsError)
	}
}
