package chartlint

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// looked is what was found at the same values before.
type looked struct{ problems problem.Problems }

// Look checks the values of a component, and the objects that its chart makes of them.
func (c *Charts) Look(ctx context.Context, s lint.Subject) (problem.Problems, error) {
	want := s.Units[0].Chart
	if want == nil {
		return nil, nil
	}
	f := c.find(*want)
	if f == nil {
		return nil, nil
	}
	filled, err := platform.Substitute(s.Platform.Facts, s.Units[0].Values, s.Platform.Clusters[0])
	if err != nil {
		return nil, fmt.Errorf("fill values of %s: %w", s.Component.Name, err)
	}
	values, _ := filled.(map[string]any)
	key, err := json.Marshal([]any{s.Component.Name, want, values})
	if err != nil {
		return nil, fmt.Errorf("write values of %s: %w", s.Component.Name, err)
	}
	if before, ok := c.looked[string(key)]; ok {
		return before.problems, nil
	}
	problems, err := c.values(f, s, values)
	if err != nil {
		return nil, err
	}
	c.looked[string(key)] = looked{problems}
	return problems, ctx.Err()
}

// values checks values against the keys and the schema of a chart.
func (c *Charts) values(f *found, s lint.Subject, values map[string]any) (problem.Problems, error) {
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
		problems = append(problems, at(s, r.Path, fmt.Sprintf("chart %s %s refuses it: %s", f.Name, f.Version, r.Message), ""))
	}
	return append(problems, Unknown(s, f.keys)...), nil
}

// Unknown reports the values of a component that a chart has no key for.
func Unknown(s lint.Subject, keys *chart.Keys) problem.Problems {
	var problems problem.Problems
	for _, path := range keys.Unknown(s.Units[0].Values) {
		want := s.Units[0].Chart
		problems = append(problems, at(s, path, fmt.Sprintf("chart %s %s has no such value", want.Name, want.Version),
			"Helm ignores it, so it does nothing: look for its name in the chart's values.yaml"))
	}
	return problems
}

// at is a problem with a value.
func at(s lint.Subject, path []string, message, hint string) problem.Problem {
	path = append([]string{"values"}, path...)
	return problem.Problem{Position: s.Place(path...), Path: strings.Join(path, "."), Message: message, Hint: hint}
}
