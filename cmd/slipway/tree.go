package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
)

// node is a line of the tree and what hangs below it.
type node struct {
	text  string
	below []node
}

// drawTree draws a report to fit a screen: clusters, their units that are not in
// order, and what is wrong with these. What is in order is one line.
func drawTree(r *bootstrap.Report, width, height int) []string {
	end := contractLines(r, min(width, widest))
	space := height - len(end) - 1 // one line for the cursor
	for detail := 2; detail >= 0; detail-- {
		lines := draw(clusterNodes(r, detail), "")
		if len(lines) <= space || detail == 0 {
			return append(fitted(lines, width, max(space, 1)), end...)
		}
	}
	return end
}

// contractLines say whether the contract is kept and, if not, the one cause.
func contractLines(r *bootstrap.Report, width int) []string {
	if r.Kept {
		return []string{fmt.Sprintf("✓ the contract is kept at %.8s", r.Commit)}
	}
	out := []string{fmt.Sprintf("✗ the contract is not kept at %.8s", r.Commit)}
	for _, line := range []string{"cause: " + r.Cause, "mend: " + r.Mend} {
		if wrapped := wrap(line, width); len(wrapped) <= 4 {
			out = append(out, wrapped...)
		} else {
			out = append(out, append(wrapped[:3:3], fit(wrapped[3]+"…"+strings.Repeat(" ", width), width))...)
		}
	}
	return out
}

// clusterNodes are the clusters. Detail says how far down: to the clusters, to
// their units, or to what is wrong with these.
func clusterNodes(r *bootstrap.Report, detail int) []node {
	var out []node
	well := 0
	for _, c := range r.Clusters {
		failing := c.Failing()
		if len(failing) == 0 && c.Error == "" && len(lateTenants(c)) == 0 {
			well++
			continue
		}
		out = append(out, clusterNode(c, failing, detail))
	}
	if well > 0 {
		out = append(out, node{text: fmt.Sprintf("✓ %s in order", counted(well, "cluster"))})
	}
	return out
}

func clusterNode(c bootstrap.ClusterReport, failing []bootstrap.UnitReport, detail int) node {
	mark := "✗"
	if len(failing) == 0 {
		mark = "✓" // the platform's side of the contract; tenants keep their own
	}
	n := node{text: fmt.Sprintf("%s %s: %d of %s in order", mark, c.Name, len(c.Units)-len(failing), counted(len(c.Units), "unit"))}
	if c.Error != "" {
		n.text = fmt.Sprintf("✗ %s: %s", c.Name, c.Error)
	}
	if detail == 0 || c.Error != "" {
		return n
	}
	for _, u := range failing {
		words := u.Verdict.Sync
		if u.Verdict.Health != "" {
			words += ", " + u.Verdict.Health
		}
		unit := node{text: fmt.Sprintf("✗ %s: %s", u.Name, words)}
		if why := strings.TrimPrefix(u.Cause, fmt.Sprintf("cluster %s, unit %s: ", c.Name, u.Name)); detail == 2 && why != "" {
			unit.below = []node{{text: why}}
		}
		n.below = append(n.below, unit)
	}
	for _, t := range lateTenants(c) {
		tenant := node{text: fmt.Sprintf("✗ tenant %s, the team's to mend: %s", t.Name, t.Verdict.Sync)}
		if why := strings.TrimPrefix(t.Cause, fmt.Sprintf("cluster %s, tenant %s: ", c.Name, t.Name)); detail == 2 && why != "" {
			tenant.below = []node{{text: why}}
		}
		n.below = append(n.below, tenant)
	}
	return n
}

// lateTenants are those whose repositories are not applied.
func lateTenants(c bootstrap.ClusterReport) []bootstrap.TenantReport {
	return slices.DeleteFunc(slices.Clone(c.Tenants), bootstrap.TenantReport.InOrder)
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// draw writes the nodes as lines with branches.
func draw(nodes []node, indent string) []string {
	var out []string
	for i, n := range nodes {
		branch, trunk := "├─ ", "│  "
		if i == len(nodes)-1 {
			branch, trunk = "└─ ", "   "
		}
		out = append(append(out, indent+branch+n.text), draw(n.below, indent+trunk)...)
	}
	return out
}

// fitted cuts lines to a width, and says how many there is no room for.
func fitted(lines []string, width, height int) []string {
	if left := len(lines) - height + 1; left > 1 {
		lines = append(lines[:height-1:height-1], fmt.Sprintf("… and %d lines more", left))
	}
	for i := range lines {
		lines[i] = fit(lines[i], width)
	}
	return lines
}
