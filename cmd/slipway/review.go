package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/slipway-platform/slipway/generator/wizard"
)

// What a person may do with what it comes to.
const (
	reviewWrite = iota
	reviewBack
)

// Review implements wizard.Asker.
func (t *onTerminal) Review(_ context.Context, r *wizard.Result) error {
	const name = "" // no question has it
	t.takeBack(name)
	t.put(answered{name, t.summary(r.Summary)})
	t.keyboard.pressed = pressedLeave
	chosen, err := t.prompter.one(list{
		message: t.paint(accent, "?") + t.paint(strong, " Write platform.yaml?"), rows: 4,
		choices: []string{"yes", "no, go back", "no, leave; nothing is written"},
	}, reviewWrite)
	switch {
	case errors.Is(err, errAway) && t.keyboard.pressed == pressedBack, err == nil && chosen == reviewBack:
		return wizard.ErrBack
	case errors.Is(err, errAway), err == nil && chosen != reviewWrite:
		return errLeft
	}
	return err
}

// summary are the lines that say what a platform comes to.
func (t *onTerminal) summary(s wizard.Summary) []string {
	width, _, _ := size(t.keyboard.out)
	width = min(width-1, widest)
	lines := []string{"", t.paint(strong, "The platform "+s.Name)}
	for _, f := range s.Facts {
		lines = append(lines, hanging(fmt.Sprintf("  %-11s", f.Name), f.Value, width)...)
	}
	lines = append(lines, "", t.paint(strong, "What the pods of a cluster ask for"))
	lines = append(lines, footprints(s, width)...)
	if len(s.Needs) > 0 {
		lines = append(lines, "", t.paint(strong, "Still to be provided"))
	}
	for _, n := range s.Needs {
		lines = append(lines, hanging("  - ", n.What+": "+n.Why, width)...)
	}
	return append(lines, "")
}

// hanging breaks a text behind what it begins with.
func hanging(begin, text string, width int) []string {
	lines := wrap(text, max(width-len(begin), 20))
	for n := range lines {
		if n == 0 {
			lines[n] = begin + lines[n]
		} else {
			lines[n] = strings.Repeat(" ", len(begin)) + lines[n]
		}
	}
	return lines
}

// mostClusters is how many are told of one by one.
const mostClusters = 6

// footprints is a table of clusters by profile; the chosen one is marked.
func footprints(s wizard.Summary, width int) []string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "  cluster")
	for _, p := range s.Profiles {
		if p == s.Profile {
			p = "[" + p + "]"
		}
		fmt.Fprint(w, "\t"+p)
	}
	fmt.Fprintln(w)
	for n, f := range s.Footprints {
		if n == mostClusters && len(s.Footprints) > n+1 {
			fmt.Fprintf(w, "  and %d more\n", len(s.Footprints)-n)
			break
		}
		fmt.Fprint(w, "  "+f.Cluster)
		for _, p := range s.Profiles {
			fmt.Fprintf(w, "\t%s, %s", f.ByProfile[p].CPU, f.ByProfile[p].Memory)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // into memory
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for n := range lines {
		lines[n] = fit(strings.TrimRight(lines[n], " "), width)
	}
	return lines
}
