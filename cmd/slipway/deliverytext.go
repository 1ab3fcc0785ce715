package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// fewDeployments are how many are listed where not all are asked for.
const fewDeployments = 20

// deliveryText is a report for people, in lines of 80 columns.
func deliveryText(d *delivery, all bool) string {
	w := &deliveryWriter{graphWriter{all: all}, d}
	w.head()
	w.WriteString("\n")
	w.measures()
	w.named("RING", d.Rings)
	w.named("COMPONENT", d.Components)
	w.named("MONTH", d.Months)
	w.rollouts()
	w.failures()
	w.deployments()
	w.definitions()
	return w.String()
}

type deliveryWriter struct {
	graphWriter
	d *delivery
}

func (w *deliveryWriter) head() {
	title := w.d.Platform
	if w.d.Ring != "" {
		title += ", ring " + w.d.Ring
	}
	if w.d.Component != "" {
		title += ", component " + w.d.Component
	}
	w.wrapped(fmt.Sprintf("%s: %s from %s to %s (%s)", title, count(w.d.Measures.Frequency.Deployments, "deployment"),
		day(w.d.Since), day(w.d.Until), count(int((w.d.Until.Sub(w.d.Since)+time.Second)/(24*time.Hour)), "day")))
	w.wrapped("branch: " + strings.Join(w.d.read(), ", "))
	if r := w.d.Records; r != nil {
		w.wrapped(fmt.Sprintf("records: of %d of %s", r.Known(), count(len(r.Clusters), "cluster")))
	}
	for _, note := range w.d.Notes {
		w.wrapped("note: " + note)
	}
}

func (w *deliveryWriter) measures() {
	m := w.d.Measures
	for _, line := range [][2]string{
		{"deployment frequency", fmt.Sprintf("%s a week, of %s", number(m.Frequency.PerWeek), count(m.Frequency.Deployments, "deployment"))},
		{"lead time", spreadText(m.LeadTime, "deployment") + w.source(m.LeadTime)},
		{"change failure rate", fmt.Sprintf("%s, %d of %s%s", dora.Percent(m.FailureRate.Rate), m.FailureRate.Failed, count(m.FailureRate.Of, "deployment"), hashes(m.FailureRate.Commits))},
		{"time to restore", spreadText(m.Restore, "repair") + hashes(m.Restore.Commits)},
	} {
		for _, text := range hanging(fmt.Sprintf("%-22s", line[0]), line[1], widest) {
			w.WriteString(text + "\n")
		}
	}
}

func (w *deliveryWriter) named(title string, list []dora.Named) {
	var rows [][]string
	for _, n := range list {
		rows = append(rows, []string{fit(n.Name, 24), fmt.Sprint(n.Frequency.Deployments), number(n.Frequency.PerWeek), dora.Took(n.LeadTime.Median), dora.Took(n.LeadTime.Most),
			fmt.Sprint(n.FailureRate.Failed), dora.Percent(n.FailureRate.Rate), dora.Took(n.Restore.Median)})
	}
	w.table(title+"\tDEPLOYED\tA WEEK\tLEAD TIME\tP90\tFAILED\tRATE\tRESTORED", rows)
}

func (w *deliveryWriter) rollouts() {
	var rows [][]string
	for _, r := range w.d.Rollouts {
		var steps []string
		for _, s := range r.Steps {
			steps = append(steps, s.Ring+" "+day(s.At))
		}
		for _, ring := range r.Waiting {
			steps = append(steps, ring+" -")
		}
		rows = append(rows, []string{fit(r.Component, 20), fit(r.Version, 12), r.State, dora.Took(r.Took), strings.Join(steps, ", ")})
	}
	w.table("ROLLOUT\tVERSION\tSTATE\tTOOK\tRINGS", rows)
}

func (w *deliveryWriter) failures() {
	var rows [][]string
	for _, f := range w.d.Failures {
		rows = append(rows, []string{short10(f.Commit), f.How, short10(f.Repair), dora.Took(&f.Restore), where(f.Components, f.Rings)})
	}
	w.table("FAILED\tHOW\tREPAIR\tAFTER\tWHAT", rows)
}

func (w *deliveryWriter) deployments() {
	list := w.d.Deployments
	if !w.all && len(list) > fewDeployments {
		list = list[len(list)-fewDeployments:]
	}
	var rows [][]string
	for i := len(list) - 1; i >= 0; i-- {
		d := list[i]
		row := []string{day(d.At), short10(d.Commit), dora.Took(&d.LeadTime), fmt.Sprint(d.Clusters), fit(d.Subject, 24), where(d.Components, d.Rings)}
		if w.d.Records != nil {
			row = slices.Insert(row, 3, dora.Took(d.Applying()))
		}
		rows = append(rows, row)
	}
	title := "DEPLOYED\tCOMMIT\tLEAD\tON\tSUBJECT\tWHAT"
	if w.d.Records != nil {
		title = "DEPLOYED\tCOMMIT\tLEAD\tAPPLIED\tON\tSUBJECT\tWHAT"
	}
	w.table(title, rows)
	if more := len(w.d.Deployments) - len(list); more > 0 {
		w.wrapped(fmt.Sprintf("… %s before (-v shows them)", count(more, "deployment")))
	}
}

func (w *deliveryWriter) definitions() {
	w.WriteString("\n")
	for _, d := range w.d.Definitions {
		w.wrapped(d.Name + ": " + d.Text)
	}
}

// where says what is concerned, without what goes without saying.
func where(components, rings []string) string {
	text := some(components, 2)
	if len(rings) > 0 {
		text += " in " + some(rings, 2)
	}
	return text
}

func spreadText(s dora.Spread, of string) string {
	if s.Median == nil {
		return "-"
	}
	return fmt.Sprintf("median %s, p90 %s, of %s", dora.Took(s.Median), dora.Took(s.Most), count(s.Of, of))
}

// source says where lead times end, where that is not all the same.
func (w *deliveryWriter) source(s dora.Spread) string {
	if w.d.Records == nil || s.Median == nil {
		return ""
	}
	return fmt.Sprintf(": %d until applied, %d by Git alone", s.Applied, s.Of-s.Applied)
}

// hashes are the first commits of a list.
func hashes(commits []string) string {
	var out []string
	for _, c := range commits {
		out = append(out, short10(c))
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + some(out, few)
}

func short10(commit string) string { return commit[:min(10, len(commit))] }

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }

func number(x float64) string { return fmt.Sprintf("%.1f", x) }
