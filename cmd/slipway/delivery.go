package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/branches"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/dora/sheet"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// deliveryFlags say what is measured.
type deliveryFlags struct {
	since, until, ring, component, out string
	live                               bool
}

func (a *app) deliveryCommand() *cobra.Command {
	var f deliveryFlags
	cmd := alsoPrints(&cobra.Command{
		Use:   "report",
		Short: "Show how often, how fast and how well the platform is changed",
		Long: `Show the four DORA measures of the platform itself: how often it is deployed, how long a
change takes, how many changes fail, and how long it takes until they are mended. They
come from Git's history: of each commit on the branch that clusters follow, from the
files that are generated, which clusters it changed, and which component there.

What each measure is, and of which commits each number is, is part of the report. It
covers 90 days up to the newest commit, whatever the clock says, so the same
repository gives the same report. Nothing but the clone is read.

With --live the agents on the clusters are asked when they had applied each commit, and
lead times end there, on the last cluster, where their records tell that. A cluster that
does not answer is named, and what it has is counted as Git has it.

--output html is one page with plots, which loads nothing from anywhere.`,
		Example: `  slipway report
  slipway report --since 2026-01-01 --ring stable
  slipway report --since 12w --component cert-manager
  slipway report --live             # until when clusters had each change
  slipway report -o html --out report.html`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := a.delivery(cmd.Context(), f)
			if err != nil {
				return err
			}
			return a.showDelivery(d, f.out)
		},
	}, "html")
	cmd.Flags().StringVar(&f.since, "since", "90d", "where the period begins: a date, a time, or so many days (90d) or weeks (12w) before its end")
	cmd.Flags().StringVar(&f.until, "until", "", "where it ends: a date, with that day, or a time (default: the newest commit)")
	cmd.Flags().StringVar(&f.ring, "ring", "", "measure this ring alone")
	cmd.Flags().StringVar(&f.component, "component", "", "measure this component alone")
	cmd.Flags().BoolVar(&f.live, "live", false, "ask the agents on the clusters when they had applied each commit")
	cmd.Flags().StringVar(&f.out, "out", "", "write it into this file, in the place of one that is there")
	return cmd
}

// delivery is what the command prints.
type delivery struct {
	*dora.Report
	Branches []branches.Branch `json:"branches"`
	// Notes say what could not be counted.
	Notes []string `json:"notes"`
}

func (a *app) delivery(ctx context.Context, f deliveryFlags) (*delivery, error) {
	period, err := periodOf(f)
	if err != nil {
		return nil, err
	}
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	p, err := generator.Load(src, a.dir)
	if err != nil {
		return nil, err
	}
	if err := ringExists(p, f.ring); err != nil {
		return nil, err
	}
	agents, err := generator.Agents(src, p.Topology)
	if err != nil {
		return nil, err
	}
	versions, err := generator.Versions(src)
	if err != nil {
		return nil, err
	}
	past, err := branches.Read(a.dir, p, agents, versions, period)
	switch {
	case errors.Is(err, git.ErrNoRepository):
		return nil, fmt.Errorf("%w: the report is made of Git's history; clone the platform's repository", err)
	case errors.Is(err, branches.ErrNothing):
		return nil, usageError{err}
	case err != nil:
		return nil, err
	}
	measured := dora.Options{Since: past.Since, Until: past.Until, Ring: f.ring, Component: f.component}
	if f.live {
		if measured.Records, err = a.records(ctx, src, p); err != nil {
			return nil, err
		}
		past.Notes = append(past.Notes, silent(measured.Records)...)
	}
	d := &delivery{dora.Of(past.History, measured), past.Branches, past.Notes}
	if d.SomeMonths() {
		d.Notes = append(d.Notes, fmt.Sprintf("the period is longer than %d months: only those with a deployment are listed; --since and --until make it shorter", dora.MostMonths))
	}
	return d, d.knows(f.component, p)
}

// read says which branches were read, and where they are.
func (d *delivery) read() (out []string) {
	for _, b := range d.Branches {
		out = append(out, fmt.Sprintf("%s at %.10s", b.Name, b.Commit))
	}
	return out
}

// ringExists names the rings that there are where one is asked for that is not.
func ringExists(p *platform.Platform, name string) error {
	var names []string
	for _, r := range p.Rings {
		names = append(names, r.Name)
	}
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	if len(names) == 0 {
		return usagef("%s has no rings (got --ring %s)", p.Name, name)
	}
	return usagef("there is no ring %q; %s", name, problem.Suggest(name, names, "there are "+strings.Join(names, ", ")))
}

// knows refuses a component that the platform does not have and did not have in the period.
func (d *delivery) knows(component string, p *platform.Platform) error {
	var names []string
	for _, c := range p.Components {
		names = append(names, c.Name)
	}
	if component == "" || slices.Contains(names, component) || d.Measures.Frequency.Deployments > 0 {
		return nil
	}
	return usagef("the platform has no component %q; %s", component, problem.Suggest(component, names, "see: slipway catalog list"))
}

func (a *app) showDelivery(d *delivery, out string) error {
	if out == "" {
		return a.writeDelivery(d)
	}
	path, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("find %s: %w", out, err)
	}
	var text bytes.Buffer
	into := *a
	into.out = &text
	if err := into.writeDelivery(d); err != nil {
		return err
	}
	if err := generator.WriteFile(generator.NewFile{Path: path, Data: text.Bytes(), Mode: 0o644}, true); err != nil {
		return err
	}
	a.say("wrote %s", out)
	return nil
}

func (a *app) writeDelivery(d *delivery) error {
	switch a.output {
	case "json":
		return a.json(d)
	case "html":
		return sheet.Write(a.out, sheet.Page{Report: d.Report, Branches: d.read(), Notes: d.Notes})
	}
	_, err := a.out.Write([]byte(deliveryText(d, a.verbose)))
	return err
}

// periodOf reads the flags of a period.
func periodOf(f deliveryFlags) (branches.Period, error) {
	var p branches.Period
	if f.until != "" {
		until, day, err := moment(f.until)
		if err != nil {
			return p, usagef("--until must be a date (2026-03-31) or a time (2026-03-31T12:00:00Z) (got %q)", f.until)
		}
		if day {
			until = until.AddDate(0, 0, 1).Add(-time.Second)
		}
		p.Until = until
	}
	if days, ok := daysOf(f.since); ok {
		p.Since = func(until time.Time) time.Time { return until.AddDate(0, 0, -days) }
		return p, nil
	}
	since, _, err := moment(f.since)
	if err != nil {
		return p, usagef("--since must be a date (2026-01-01), a time, or so many days or weeks (90d, 12w) (got %q)", f.since)
	}
	if !p.Until.IsZero() && since.After(p.Until) {
		return p, usagef("--since %s is after --until %s", f.since, f.until)
	}
	p.Since = func(time.Time) time.Time { return since }
	return p, nil
}

// moment reads a time, or a day in UTC.
func moment(text string) (at time.Time, day bool, err error) {
	if at, err = time.Parse(time.DateOnly, text); err == nil {
		return at, true, nil
	}
	at, err = time.Parse(time.RFC3339, text)
	return at.UTC(), false, err
}

// daysOf reads a number of days or weeks.
func daysOf(text string) (int, bool) {
	for unit, days := range map[string]int{"d": 1, "w": 7} {
		if number, is := strings.CutSuffix(text, unit); is {
			n, err := strconv.ParseUint(number, 10, 16)
			return int(n) * days, err == nil && n > 0 // #nosec G115 -- 16 bits
		}
	}
	return 0, false
}
