package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/lab"
	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// exerciseEntry is one exercise, and how it goes.
type exerciseEntry struct {
	Name    string           `json:"name"`
	Number  int              `json:"number"`
	Module  string           `json:"module"`
	Title   string           `json:"title"`
	Minutes int              `json:"minutes"`
	Agents  []string         `json:"agents"`
	Record  *progress.Record `json:"progress,omitempty"`
}

func (a *app) exerciseListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the exercises, and how far you are",
		Example: `  slipway lab exercise list`,
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			opts, err := a.exerciseOptions()
			if err != nil {
				return err
			}
			far, err := a.labProgress()
			if err != nil {
				return err
			}
			var all []exerciseEntry
			for _, e := range opts.Exercises {
				all = append(all, entryOf(e, far.Of(e.Name)))
			}
			if a.output == "json" {
				return a.json(all)
			}
			// No names: some say what is wrong. A title tells least, and is cut where the page ends.
			rows := [][]string{{"NO", "MINUTES", "AGENTS", "PROGRESS", "TITLE"}}
			for _, e := range all {
				rows = append(rows, []string{strconv.Itoa(e.Number), strconv.Itoa(e.Minutes), strings.Join(e.Agents, ","), howFar(e.Record, far.Current), e.Title})
			}
			return a.page().columns(rows)
		},
	}
}

// labProgress is how far people are in the lab of this folder, or where no platform is at hand in the one called lab.
// Without a lab nothing was done yet.
func (a *app) labProgress() (*progress.Progress, error) {
	if l, err := a.openLab(); err == nil {
		return l.Progress()
	}
	dir, err := a.unnamedLab()
	if err != nil || dir == "" {
		return &progress.Progress{}, err
	}
	return lab.ProgressIn(dir)
}

func entryOf(e *exercise.Exercise, r *progress.Record) exerciseEntry {
	return exerciseEntry{Name: e.Name, Number: e.Number, Module: e.Module, Title: e.Title, Minutes: e.Minutes, Agents: e.Agents, Record: r}
}

// howFar is an exercise's progress in a few words.
func howFar(r *progress.Record, current string) string {
	var said []string
	switch {
	case r == nil:
		return "-"
	case r.Solved != nil:
		said = append(said, "solved")
	case r.Checked != nil:
		holds := 0
		for _, c := range r.Checks {
			if c.Holds {
				holds++
			}
		}
		said = append(said, fmt.Sprintf("%d of %d checks", holds, len(r.Checks)))
	default:
		said = append(said, "started")
	}
	if r.Exercise == current {
		said = append(said, "under way")
	}
	if r.Hints > 0 {
		said = append(said, fmt.Sprintf("hints: %d", r.Hints))
	}
	return strings.Join(said, ", ")
}
