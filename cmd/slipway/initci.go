package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

func knownCI(names []string) error {
	known := generator.CINames()
	for _, name := range names {
		if !slices.Contains(known, name) {
			return usagef("--ci takes %s (got %q); %s", strings.Join(known, ", "), name, problem.Suggest(name, known, "see: slipway init --help"))
		}
	}
	return nil
}

// answersAnything reports whether a flag says what a new platform is to be.
func answersAnything(cmd *cobra.Command) bool {
	flags := []string{"answers", "save-answers"}
	for _, f := range initFlags() {
		flags = append(flags, f.flag)
	}
	return slices.ContainsFunc(flags, cmd.Flags().Changed)
}

// addCI writes the checks of a platform that exists, and nothing else.
func (a *app) addCI(o initOptions) error {
	src, err := a.sources()
	if err != nil {
		return err
	}
	p, err := generator.Load(src, a.dir)
	if err != nil {
		return err
	}
	checks, err := a.checks(src, p, o)
	if err != nil {
		return err
	}
	if err := a.writeFiles(checks, o.force); err != nil {
		return err
	}
	a.say("next: read them, commit them, and have them run; slipway writes them no more")
	return nil
}

// checks are the files that --ci asks for; none of them is in the way of another.
func (a *app) checks(src generator.Sources, p *platform.Platform, o initOptions) ([]generator.NewFile, error) {
	program := programOf(version(), commit())
	files, err := generator.CI(src, a.dir, p, program, o.ci)
	if len(files) > 0 && program.Commit == "" {
		a.say("note: this slipway does not know the commit that it is of; pin it by one where the checks name %s", program.Version)
	}
	if err != nil || o.force {
		return files, err
	}
	return files, generator.Absent(files)
}

// programOf is the slipway that a check gets: this one. What is between two
// releases is known by its commit alone, and what was changed since by nothing.
func programOf(version, commit string) render.Program {
	program := render.Program{Version: version, Commit: commit}
	switch {
	case strings.HasSuffix(commit, "+"):
		program.Commit = ""
	case strings.HasSuffix(version, "-dev") && commit != "":
		program.Version = commit
	}
	return program
}

func (a *app) writeFiles(files []generator.NewFile, replace bool) error {
	for _, f := range files {
		if err := generator.WriteFile(f, replace); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "wrote %s\n", filepath.Clean(f.Path))
	}
	return nil
}
