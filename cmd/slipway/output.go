package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/problem/format"
)

// outputs are the forms that a command's result has besides text and json.
const outputs = "outputs"

// alsoPrints gives a command further values of --output.
func alsoPrints(cmd *cobra.Command, forms ...string) *cobra.Command {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[outputs] = strings.Join(forms, " ")
	return cmd
}

// forms are the values of --output that a command takes.
func forms(cmd *cobra.Command) []string {
	return append([]string{"text", "json"}, strings.Fields(cmd.Annotations[outputs])...)
}

// checkOutput refuses a form that the command does not have.
func (a *app) checkOutput(cmd *cobra.Command) error {
	forms := forms(cmd)
	if !slices.Contains(forms, a.output) {
		last := len(forms) - 1
		return usagef("--output must be %s or %s (got %q)", strings.Join(forms[:last], ", "), forms[last], a.output)
	}
	return nil
}

// showProblems prints problems, or that there are none, in the form that
// --output names.
func (a *app) showProblems(ps problem.Problems) error {
	switch a.output {
	case "json":
		return a.json(map[string]any{"problems": ps})
	case "github":
		return format.GitHub(a.out, ps, a.place)
	case "sarif":
		return format.SARIF(a.out, ps, a.place, version())
	case "junit":
		return format.JUnit(a.out, ps, a.place)
	}
	return nil // people read them on stderr
}

// annotate prints a line that GitHub shows beside a change, or at a run where no
// file is named.
func (a *app) annotate(level, file, text string) {
	if a.output != "github" {
		return
	}
	properties := ""
	if file != "" {
		properties = format.FileProperty(a.place(file))
	}
	fmt.Fprintln(a.out, format.Command(level, properties, text))
}

// place says where a file of the platform is in the checked-out repository: from
// GITHUB_WORKSPACE, which the runners of GitHub, Gitea and Forgejo set, or else
// from the working folder.
func (a *app) place(file string) string {
	root, err := filepath.Abs(a.getenv("GITHUB_WORKSPACE")) // of nothing it is the working folder
	if err != nil {
		return filepath.ToSlash(file)
	}
	if path, err := filepath.Rel(root, filepath.Join(a.dir, file)); err == nil && filepath.IsLocal(path) {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(file)
}
