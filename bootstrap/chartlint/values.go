package chartlint

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// values checks values against the keys and the schema of a chart.
func (c *Charts) values(f *found, s lint.Subject, u *platform.Unit, values map[string]any) (problem.Problems, error) {
	if f.keys == nil {
		var err error
		if f.keys, err = f.Keys(); err != nil {
			return nil, err
		}
	}
	refused, err := f.CheckValues(values)
	if err != nil {
		return nil, err
	}
	var problems problem.Problems
	for _, r := range refused {
		problems = append(problems, at(s, u, r.Path, fmt.Sprintf("chart %s %s refuses it: %s", f.Name, f.Version, r.Message), ""))
	}
	return append(problems, Unknown(s, u, f.keys)...), nil
}

// Unknown reports the values of a component's unit that its chart has no key for.
func Unknown(s lint.Subject, u *platform.Unit, keys *chart.Keys) problem.Problems {
	var problems problem.Problems
	for _, path := range keys.Unknown(u.Values) {
		problems = append(problems, at(s, u, path, fmt.Sprintf("chart %s %s has no such value", u.Chart.Name, u.Chart.Version),
			"Helm ignores it, so it does nothing: look for its name in the chart's values.yaml"))
	}
	return problems
}

// at is a problem with a value of a unit: of the component's own chart, or of a part.
func at(s lint.Subject, u *platform.Unit, path []string, message, hint string) problem.Problem {
	path = append([]string{"values"}, path...)
	if u != s.Units[0] {
		path = append([]string{"parts", strings.TrimPrefix(u.Name, s.Component.Name+"-")}, path...)
	}
	return problem.Problem{Position: s.Place(path...), Path: strings.Join(path, "."), Message: message, Hint: hint}
}
