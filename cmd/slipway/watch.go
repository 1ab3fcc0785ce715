package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
)

// viewer shows what is followed: as JSON, a line per change, or a tree that is
// drawn again and again where there is a terminal.
func (a *app) viewer() func(*bootstrap.Report, error) error {
	_, _, terminal := size(a.out)
	switch {
	case a.output == "json":
		return a.changes(a.jsonChange)
	case terminal:
		return a.liveTree()
	}
	return a.changes(a.printChange)
}

// changes tells each change by itself; not to see anything is one.
func (a *app) changes(tell func(bootstrap.Change) error) func(*bootstrap.Report, error) error {
	var last *bootstrap.Report
	failed := ""
	return func(r *bootstrap.Report, err error) error {
		if err != nil {
			kept := false
			if failed == err.Error() {
				return nil
			}
			failed = err.Error()
			c := bootstrap.Change{Kept: &kept}
			c.Cause = failed
			return tell(c)
		}
		if failed != "" {
			failed, last = "", nil // nobody knows what happened meanwhile
		}
		for _, c := range bootstrap.Changes(last, r) {
			if err := tell(c); err != nil {
				return err
			}
		}
		last = r
		return nil
	}
}

func (a *app) jsonChange(c bootstrap.Change) error { return json.NewEncoder(a.out).Encode(c) }

func (a *app) printChange(c bootstrap.Change) error {
	_, err := fmt.Fprintln(a.out, changeText(c))
	return err
}

// changeText is a change in one line.
func changeText(c bootstrap.Change) (line string) {
	switch {
	case c.Verdict != nil:
		about := fmt.Sprintf("cluster %s, unit %s: ", c.Cluster, c.Unit)
		if c.Tenant != "" {
			about = fmt.Sprintf("cluster %s, tenant %s: ", c.Cluster, c.Tenant)
		}
		line = about + c.Verdict.Sync
		if c.Verdict.Health != "" {
			line += ", " + c.Verdict.Health
		}
		if why := strings.TrimPrefix(c.Cause, about); why != "" {
			line += ": " + why
		}
	case *c.Kept:
		line = fmt.Sprintf("the contract is kept at %.8s", c.Commit)
	default:
		line = "the contract is not kept: " + c.Cause
		if c.Mend != "" {
			line += "; mend: " + c.Mend
		}
	}
	return line
}

// liveTree draws a tree again and again.
func (a *app) liveTree() func(*bootstrap.Report, error) error {
	draw := a.redrawn()
	return func(r *bootstrap.Report, err error) error {
		width, height, _ := size(a.out)
		if err != nil {
			return draw(fitted(wrap("error: "+err.Error(), min(width, widest)), width, height-1))
		}
		return draw(drawTree(r, width, height))
	}
}

// redrawn draws lines over those that it drew before.
func (a *app) redrawn() func(lines []string) error {
	drawn := 0
	return func(lines []string) error {
		text := ""
		if drawn > 0 {
			text = fmt.Sprintf("\x1b[%dA", drawn) // up to where the tree begins
		}
		text += "\r\x1b[J" + strings.Join(lines, "\r\n") + "\r\n"
		drawn = len(lines)
		_, err := fmt.Fprint(a.out, text)
		return err
	}
}
