package load

import (
	"fmt"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// units makes the variant's units from its source and its resources.
func (ev *evaluator) units(q request, filled cue.Value, v *platform.Variant) error {
	first := &platform.Unit{Name: v.Component.Name, Variant: v}
	objects := ""
	switch {
	case q.local:
		objects = "local.objects"
	case v.Component.Source.Chart != nil:
		chart := *v.Component.Source.Chart
		chart.Version = v.Version
		chart.Repository = mirrored(ev.mirrors, chart.Repository)
		first.Chart = &chart
		if err := decodePath(filled, "values", &first.Values); err != nil {
			return err
		}
	case v.Component.Source.Manifests != nil:
		var err error
		if first.Manifests, err = ev.manifests(q.component, filled, v); err != nil {
			return err
		}
	default:
		objects = "objects"
	}
	if objects != "" {
		var err error
		if first.Objects, err = q.component.decodeObjects(filled, objects, v); err != nil {
			return err
		}
	}
	v.Units = []*platform.Unit{first}
	if q.local {
		return nil
	}
	before, after, err := ev.parts(q.component, filled, v)
	if err != nil {
		return err
	}
	resources, err := q.component.decodeObjects(filled, "resources", v)
	if err != nil {
		return err
	}
	v.Units = append(v.Units, before...)
	if len(resources) > 0 {
		v.Units = append(v.Units, &platform.Unit{Name: v.Component.Name + "-config", Variant: v, Objects: resources})
	}
	v.Units = append(v.Units, after...)
	return nil
}

// parts makes the units of the component's further charts: those that come
// before its resources, and those after.
func (ev *evaluator) parts(c *compiled, filled cue.Value, v *platform.Variant) (before, after []*platform.Unit, err error) {
	for _, name := range v.Component.Parts {
		given, schema := filled.LookupPath(cue.MakePath(cue.Str("parts"), cue.Str(name))), filled.LookupPath(cue.ParsePath("#Part"))
		var part struct {
			Chart   string         `json:"chart"`
			Enabled bool           `json:"enabled"`
			After   bool           `json:"afterResources"`
			Values  map[string]any `json:"values"`
		}
		if err := decodeConcrete(schema.Unify(given), &part); err != nil {
			return nil, nil, cueCheck{schema: schema, value: given, strip: 1, prefix: []any{"parts", name}, at: c.place}.problems(err)
		}
		if !part.Enabled {
			continue
		}
		chart := *v.Units[0].Chart
		chart.Name = part.Chart
		unit := &platform.Unit{Name: v.Component.PartUnit(name), Variant: v, Chart: &chart, Values: part.Values}
		if part.After {
			after = append(after, unit)
		} else {
			before = append(before, unit)
		}
	}
	return before, after, nil
}

// override lays the user's overrides over the values, global before cluster.
func (ev *evaluator) override(q request, v *platform.Variant) problem.Problems {
	var problems problem.Problems
	for _, o := range q.overrides {
		i := slices.IndexFunc(v.Units, func(u *platform.Unit) bool { return u.Name == o.Component && u.Chart != nil })
		if i < 0 && o.Cluster == "" && o.Component != v.Component.Name {
			continue // a part that this variant goes without
		}
		if i < 0 {
			problems = append(problems, problem.Problem{Position: problem.Position{File: o.File},
				Message: fmt.Sprintf("%s has no chart whose values could be overridden", o.Component), Hint: "set its config instead"})
			continue
		}
		values, ps := ev.facts.parse(o.Values, "", o.at)
		problems = append(problems, ps...)
		if m, ok := values.(map[string]any); ok {
			v.Units[i].Values = merge(v.Units[i].Values, m)
		}
	}
	return problems
}
