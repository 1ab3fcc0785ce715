// Package format writes problems in the forms that forges show beside the lines
// of a change: GitHub's annotations, SARIF and JUnit.
package format

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Place says where a file of the platform is in the repository.
type Place func(file string) string

// GitHub writes a workflow command for each problem, which GitHub, Gitea and
// Forgejo make annotations of:
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func GitHub(w io.Writer, ps problem.Problems, at Place) error {
	for _, p := range ps {
		var properties []string
		if p.File != "" {
			properties = append(properties, "file="+property(at(p.File)))
		}
		if p.Line > 0 {
			properties = append(properties, "line="+strconv.Itoa(p.Line))
		}
		if p.Col > 0 {
			properties = append(properties, "col="+strconv.Itoa(p.Col))
		}
		if _, err := fmt.Fprintln(w, Command("error", strings.Join(properties, ","), whole(p))); err != nil {
			return fmt.Errorf("write annotations: %w", err)
		}
	}
	return nil
}

// Command is a workflow command of GitHub's: error, warning or notice. Properties
// are written as they are.
func Command(name, properties, text string) string {
	if properties != "" {
		name += " " + properties
	}
	return "::" + name + "::" + data(text)
}

// whole is a problem without its position.
func whole(p problem.Problem) string {
	p.Position = problem.Position{}
	return p.String()
}

// data escapes what would end a command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes what would end a property, too.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// FileProperty is the property of a command that names a file.
func FileProperty(path string) string { return "file=" + property(path) }
