package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/bootstrap"
)

// newsKept is how many things a screen remembers: more than any shows.
const newsKept = 200

// liveLab draws a lab again and again, with what happened last at the end.
func (a *app) liveLab() func(*bootstrap.LabView) error {
	draw := a.redrawn()
	var kept []bootstrap.LabNews
	return func(v *bootstrap.LabView) error {
		kept = append(kept, v.News...)
		kept = kept[max(len(kept)-newsKept, 0):]
		width, height, _ := size(a.out)
		return draw(drawLab(v, kept, width, height))
	}
}

// drawLab fits a lab to a screen: what Git says, how the units are, and what
// happened, which gets half of the lines at least.
func drawLab(v *bootstrap.LabView, news []bootstrap.LabNews, width, height int) []string {
	space := height - 1 // one line for the cursor
	above := headLines(v, width)
	above = append(above, fitted(unitLines(v), width, max(space/2-len(above), 1))...)
	above = append(above, "", fit("What happened; Ctrl-C ends", width))
	var below []string
	for _, n := range slices.Backward(news) {
		lines := hanging(newsTime(n), newsText(n, v.Clusters > 1), width)
		if len(above)+len(below)+len(lines) > space {
			break
		}
		below = append(lines, below...)
	}
	lines := append(above, below...)
	return lines[:min(len(lines), max(space, 1))]
}

func headLines(v *bootstrap.LabView, width int) []string {
	var out []string
	switch {
	case v.Trouble != "":
		out = append(out, fit("✗ nothing can be seen: "+inOneLine(v.Trouble), width))
	case v.Report == nil:
		return []string{fit(v.Agent.Title+" is asked …", width)}
	case v.Report.Kept:
		out = append(out, "✓ the contract is kept")
	default:
		out = append(out, fit("✗ the contract is not kept: "+inOneLine(v.Report.Cause), width))
	}
	if v.Head.Commit != "" {
		out = append(out, fit(commitText(v.Head), width))
	}
	return out
}

// unitLines are the units, those that are not in order first.
func unitLines(v *bootstrap.LabView) []string {
	if v.Report == nil {
		return nil
	}
	type line struct {
		cells []string
		well  int
	}
	var all []line
	for _, c := range v.Report.Clusters {
		for _, u := range c.Units {
			l := line{cells: []string{"✓", u.Name, c.Name, fmt.Sprintf("%.8s", u.Verdict.Commit), unitState(c, u, v.Suspended(c.Name, u.Name))}, well: 2}
			switch {
			case !u.InOrder():
				l.cells[0], l.well = "✗", 0
			case v.Suspended(c.Name, u.Name):
				l.cells[0], l.well = "z", 1
			}
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b line) int { return cmp.Compare(a.well, b.well) })
	rows := [][]string{{"", "UNIT", "CLUSTER", "AT", v.Agent.Title}}
	for _, l := range all {
		rows = append(rows, l.cells)
	}
	return aligned(rows)
}

// unitState is what the agent says of a unit.
func unitState(c bootstrap.ClusterReport, u bootstrap.UnitReport, suspended bool) string {
	words := u.Verdict.Sync
	if u.Verdict.Health != "" {
		words += ", " + u.Verdict.Health
	}
	if suspended {
		words = "suspended, last " + words
	}
	if why := strings.TrimPrefix(u.Cause, fmt.Sprintf("cluster %s, unit %s: ", c.Name, u.Name)); why != "" {
		words += ": " + inOneLine(why)
	}
	return words
}

// aligned writes rows in columns.
func aligned(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var out []string
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}
