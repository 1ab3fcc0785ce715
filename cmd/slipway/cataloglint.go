package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/chartlint"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// errWrong ends a command that has printed what is wrong.
var errWrong = errors.New("something is wrong")

func (a *app) catalogLintCommand() *cobra.Command {
	var charts string
	cmd := alsoPrints(&cobra.Command{
		Use:   "lint [NAME… | DIR]",
		Short: "Try components, and say everything that is wrong with them",
		Long: `Try components: each is loaded and rendered on a minimal platform of its own, in every
profile, with every agent, alone with what it requires, and again with every capability
that it makes use of. How it is written is checked as well: comments, versions, images,
footprints.

Without arguments these are the components of all catalogs that the platform names, or of
the builtin one where there is no platform; with a folder, such as ./catalog, those in it.
With --charts, a folder that has the charts at the versions that are pinned, values are
held against their keys and schemas, and those of the charts that they depend on; charts
with templates are rendered, and the objects looked at. With --bundle these are the charts
of a bundle. What is not there is said to be skipped.

Exits 2 when something is wrong. Reaches no network.`,
		Example: `  slipway catalog lint
  slipway catalog lint traefik cert-manager
  slipway catalog lint ./catalog -o json
  slipway catalog lint --charts ~/charts`,
		RunE: func(cmd *cobra.Command, args []string) error {
			report, err := a.lint(cmd.Context(), args, charts)
			if err != nil {
				return err
			}
			return a.showLint(report)
		},
	}, "github", "sarif", "junit")
	cmd.Flags().StringVar(&charts, "charts", "", "a folder of charts, unpacked or as .tgz, to hold values against")
	_ = cmd.MarkFlagDirname("charts")
	return cmd
}

func (a *app) lint(ctx context.Context, args []string, charts string) (*lint.Report, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	catalogs, err := generator.CatalogsOf(src, a.dir)
	if err != nil {
		return nil, err
	}
	opts := lint.Options{}
	if a.verbose {
		opts.Trying = func(name string) { a.say("trying %s", name) }
	}
	for _, arg := range args {
		if !isFolder(arg) {
			opts.Names = append(opts.Names, arg)
			continue
		}
		if len(args) > 1 {
			return nil, usagef("catalog lint takes names of components, or one folder (got both)")
		}
		if opts.Catalog, err = a.catalogAt(arg); err != nil {
			return nil, err
		}
		catalogs = withCatalog(catalogs, load.Folder{Name: opts.Catalog, FS: os.DirFS(arg)})
	}
	held, err := a.lintCharts(charts)
	if err != nil {
		return nil, err
	}
	opts.Look = held.Look
	report, err := lint.Run(ctx, src, catalogs, opts)
	if err == nil {
		report.Skipped = held.Skipped()
	}
	return report, err
}

// lintCharts are the charts in a folder, or else those of the bundle.
func (a *app) lintCharts(folder string) (*chartlint.Charts, error) {
	if folder != "" {
		held, err := chartlint.Open(folder)
		if err != nil {
			return nil, usageError{err}
		}
		return held, nil
	}
	var from bootstrap.Options
	if err := a.fetchFrom(&from); err != nil {
		return nil, err
	}
	if from.Bundle == nil {
		return chartlint.None(), nil
	}
	paths, err := bootstrap.BundledArchives(from)
	if err != nil {
		return nil, err
	}
	return chartlint.OpenAll(paths, "the bundle")
}

// isFolder tells a path from the name of a component.
func isFolder(arg string) bool { return strings.ContainsAny(arg, `/\.`) }

// catalogAt is what a platform calls the catalog in a folder, and problems too.
func (a *app) catalogAt(dir string) (string, error) {
	if found, err := filepath.Glob(filepath.Join(dir, "*", "component.cue")); err != nil || len(found) == 0 {
		return "", usagef("%s is no catalog: it has no folder with a component.cue", dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", dir, err)
	}
	if rel, err := filepath.Rel(a.dir, abs); err == nil && filepath.IsLocal(rel) {
		return "./" + filepath.ToSlash(rel), nil
	}
	return filepath.ToSlash(dir), nil
}

// withCatalog adds a catalog that the platform does not name, as the strongest.
func withCatalog(catalogs []load.Folder, folder load.Folder) []load.Folder {
	for _, c := range catalogs {
		if c.Name == folder.Name {
			return catalogs
		}
	}
	return append(catalogs, folder)
}

// showLint prints a report; the error is errWrong when there are problems.
func (a *app) showLint(r *lint.Report) error {
	var problems problem.Problems
	for _, f := range r.Findings {
		problems = append(problems, f.Said())
	}
	switch a.output {
	case "json":
		if err := a.json(r); err != nil {
			return err
		}
	case "text":
		for _, p := range problems {
			fmt.Fprintln(a.out, p.String())
		}
		for _, s := range r.Skipped {
			a.say("skipped: %s", s)
		}
		fmt.Fprintf(a.out, "%s on %s: %s\n", count(r.Components, "component"), count(r.Trials, "trial platform"), count(len(problems), "problem"))
	default:
		if err := a.showProblems(problems); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return errWrong
	}
	return nil
}
