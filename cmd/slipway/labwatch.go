package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) labWatchCommand() *cobra.Command {
	var lasts time.Duration
	cmd := &cobra.Command{
		Use:   "watch [NAME]",
		Short: "Show what a lab is to be and what it is, and who changes what",
		Long: `Show what a lab is to be and what it is: the commit that Git is at, the commit and the
state of each unit, and every change of an object that a unit owns, with the fields
that changed and the field manager that wrote them. So a change by hand is seen, and
the agent that takes it back. Values of Secrets are not shown.

On a terminal it is a screen that is drawn again and again; elsewhere it is a line for
each thing that happens, with -o json an object on each line. It ends by Ctrl-C, or
after the time that --for names. Without a name it is the lab of the platform in this
folder, or the one called lab.`,
		Example: `  slipway lab watch               # in a second terminal
  slipway lab watch lab-p07 --for 10m
  slipway lab watch -o json       # for programs`,
		Args: oneLabName,
		RunE: func(cmd *cobra.Command, args []string) error {
			if lasts < 0 {
				return usagef("--for must not be negative (got %s)", lasts)
			}
			load, err := a.watchedLab(cmd.Context(), args)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			if lasts > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, lasts)
				defer cancel()
			}
			err = bootstrap.WatchLab(ctx, load, a.labViewer())
			if ctx.Err() != nil && bootstrap.IsEnded(err) {
				return nil // it has no other end
			}
			return err
		},
	}
	cmd.Flags().DurationVar(&lasts, "for", 0, "end after this time; 0 is until Ctrl-C")
	return cmd
}

// watchedLab is what loads the platform of a lab that runs.
func (a *app) watchedLab(ctx context.Context, args []string) (func() (bootstrap.Options, error), error) {
	dir, err := a.labDir(args)
	if err != nil {
		return nil, err
	}
	facts, err := a.labFacts(ctx, dir, false)
	if err != nil {
		return nil, err
	}
	if !facts.Running || facts.Workspace == "" {
		return nil, fmt.Errorf("lab %s does not run; start it with: slipway lab up", facts.Name)
	}
	return func() (bootstrap.Options, error) { return a.workspaceOptions(facts.Workspace) }, nil
}

// labViewer shows a lab: as JSON, as lines, or as a screen where there is a terminal.
func (a *app) labViewer() func(*bootstrap.LabView) error {
	_, _, terminal := size(a.out)
	if terminal && a.output != "json" {
		return a.liveLab()
	}
	return func(v *bootstrap.LabView) error {
		for _, n := range v.News {
			if err := a.tellNews(n, v.Clusters > 1); err != nil {
				return err
			}
		}
		return nil
	}
}

func (a *app) tellNews(n bootstrap.LabNews, clusters bool) error {
	if a.output == "json" {
		return json.NewEncoder(a.out).Encode(n)
	}
	_, err := fmt.Fprintln(a.out, newsTime(n)+newsText(n, clusters))
	return err
}

func newsTime(n bootstrap.LabNews) string { return n.Time.Local().Format(time.TimeOnly) + " " }

// newsText is what happened, in one line; clusters is whether there are several.
func newsText(n bootstrap.LabNews, clusters bool) string {
	switch {
	case n.Object != nil && clusters:
		return n.Object.Cluster + ": " + n.Object.String()
	case n.Object != nil:
		return n.Object.String()
	case n.Commit != nil:
		return commitText(*n.Commit)
	case n.Status != nil:
		return inOneLine(changeText(*n.Status))
	}
	return inOneLine("nothing can be seen: " + n.Trouble)
}

func commitText(c bootstrap.LabCommit) string {
	text := fmt.Sprintf("Git: %s is at %.8s", c.Branch, c.Commit)
	if c.Author != "" {
		text += fmt.Sprintf(" by %s: %s", c.Author, c.Subject)
	}
	return inOneLine(text)
}

// inOneLine is a text of somebody else's without what a terminal would obey.
func inOneLine(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsPrint(c):
			return c
		}
		return utf8.RuneError
	}, text)
}
