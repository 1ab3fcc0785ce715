package chartlint

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/objectlint"
	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Look checks the values of a component, the objects that its chart makes of them, and its own objects.
func (c *Charts) Look(ctx context.Context, s lint.Subject) (problem.Problems, error) {
	here := s.Platform.Clusters[0]
	values, objects, err := filled(s.Platform, here, s.Variant)
	if err != nil {
		return nil, err
	}
	kinds, err := c.beside(ctx, s)
	if err != nil {
		return nil, err
	}
	key, err := json.Marshal([]any{s.Component.Name, s.Platform.Profile, s.Version, s.Namespaces, s.ClusterKinds, s.Images, values, objects, kinds.APIs()})
	if err != nil {
		return nil, fmt.Errorf("write values of %s: %w", s.Component.Name, err)
	}
	if before, ok := c.looked[string(key)]; ok {
		return before, nil
	}
	problems, err := c.look(ctx, s, values, objects, kinds)
	if err != nil {
		return nil, err
	}
	c.looked[string(key)] = problems
	return problems, ctx.Err()
}

func (c *Charts) look(ctx context.Context, s lint.Subject, values map[string]map[string]any, objects []map[string]any, kinds objectlint.Kinds) (problem.Problems, error) {
	var problems problem.Problems
	for _, u := range s.Units {
		f := c.chartOf(u)
		if f == nil {
			continue
		}
		wrong, err := c.values(f, s, u, values[u.Name])
		if err != nil {
			return nil, err
		}
		problems = append(problems, wrong...)
		r := c.render(ctx, f, u, values[u.Name], kinds.APIs())
		problems = append(problems, r.problems(s, u, f)...)
		maps.Copy(kinds, r.kinds)
		objects = slices.Concat(r.objects, objects)
	}
	bounds := objectlint.Bounds{Variant: s.Variant, Profile: s.Platform.Profile, Kinds: kinds}
	for _, wrong := range objectlint.Check(objects, bounds) {
		problems = append(problems, problem.Problem{Position: s.Place(), Message: wrong})
	}
	return problems, nil
}

// chartOf is a unit's chart, nil where it has none or the folder does not.
func (c *Charts) chartOf(u *platform.Unit) *found {
	if u.Chart == nil {
		return nil
	}
	return c.find(*u.Chart)
}

// filled are the values of a variant's units, by unit, and their objects with a cluster's facts in place.
func filled(p *platform.Platform, c *platform.Cluster, v *platform.Variant) (map[string]map[string]any, []map[string]any, error) {
	fill := func(of map[string]any) (map[string]any, error) {
		out, err := platform.Substitute(p.Facts, of, c)
		if err != nil {
			return nil, fmt.Errorf("fill %s: %w", v.Component.Name, err)
		}
		m, _ := out.(map[string]any)
		return m, nil
	}
	values := map[string]map[string]any{}
	var objects []map[string]any
	for _, u := range v.Units {
		var err error
		if values[u.Name], err = fill(u.Values); err != nil {
			return nil, nil, err
		}
		for _, o := range u.Objects {
			full, err := fill(o)
			if err != nil {
				return nil, nil, err
			}
			objects = append(objects, full)
		}
	}
	return values, objects, nil
}

// beside are the kinds that the components bring whose capabilities one names, as far as their charts are there.
func (c *Charts) beside(ctx context.Context, s lint.Subject) (objectlint.Kinds, error) {
	kinds := objectlint.Kinds{}
	here := s.Platform.Clusters[0]
	for _, placed := range here.Placements {
		other := placed.Unit.Variant
		serves := func(capability string) bool { return slices.Contains(s.Component.Connections(), capability) }
		if other == s.Variant || !slices.ContainsFunc(other.Component.Provides, serves) {
			continue
		}
		f := c.chartOf(placed.Unit)
		if f == nil {
			continue
		}
		values, _, err := filled(s.Platform, here, other)
		if err != nil {
			return nil, err
		}
		maps.Copy(kinds, c.render(ctx, f, placed.Unit, values[placed.Unit.Name], nil).kinds)
	}
	return kinds, nil
}

// problems are what was found as the chart was rendered.
func (r *rendered) problems(s lint.Subject, u *platform.Unit, f *found) problem.Problems {
	var out problem.Problems
	for _, what := range r.wrong {
		out = append(out, at(s, u, nil, what, fmt.Sprintf("this is in chart %s %s", f.Name, f.Version)))
	}
	return out
}

// take adds a chart's hooks: what they run is looked at as everything else, and said, because it runs at other moments with
// each agent. Tests and rollbacks run nowhere.
func (r *rendered) take(hooks []chart.Hook) {
	nowhere := []string{"test", "test-success", "test-failure", "pre-rollback", "post-rollback"}
	for _, h := range hooks {
		if !slices.ContainsFunc(h.Events, func(e string) bool { return !slices.Contains(nowhere, e) }) {
			continue
		}
		r.objects = append(r.objects, h.Object)
		if kind := h.Object["kind"]; kind == "Job" || kind == "Pod" {
			meta, _ := h.Object["metadata"].(map[string]any)
			r.wrong = append(r.wrong, fmt.Sprintf("%v %v is a hook (%s), which agents run in ways of their own: switch it off by the chart's values",
				kind, meta["name"], strings.Join(h.Events, ", ")))
		}
	}
}
