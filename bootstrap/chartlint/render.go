package chartlint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/objectlint"
	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// rendered is what a chart came to.
type rendered struct {
	objects []map[string]any
	kinds   objectlint.Kinds // that its CRDs define
	wrong   []string
}

// render renders a chart as delivery manifests does, for the Kubernetes version that is rendered for where a cluster names
// none, and finds what comes out differently the next time. It renders the same once.
func (c *Charts) render(ctx context.Context, f *found, u *platform.Unit, values map[string]any, apis []string) *rendered {
	if !f.Templates {
		c.skip("objects of chart %s %s: %s has it without templates", f.Name, f.Version, c.where)
		return &rendered{}
	}
	component := u.Variant.Component
	key, err := json.Marshal([]any{f.path, u.Name, component.Namespace, values, apis})
	if err != nil {
		return &rendered{wrong: []string{err.Error()}}
	}
	if before := c.rendered[string(key)]; before != nil {
		return before
	}
	r := c.run(ctx, f, chart.RenderOptions{ReleaseName: u.Name, Namespace: component.Namespace, Values: values,
		KubeVersion: "v" + manifests.DefaultKubernetes + ".0", IncludeCRDs: true,
		AllAPIVersions: slices.Concat(manifests.BuiltinAPIs(manifests.DefaultKubernetes), apis)})
	r.kinds = objectlint.Kinds{}
	if err := r.kinds.Take(r.objects); err != nil {
		r.wrong = append(r.wrong, err.Error())
	}
	c.rendered[string(key)] = r
	return r
}

func (c *Charts) run(ctx context.Context, f *found, opts chart.RenderOptions) *rendered {
	settled, err := chart.Settle(ctx, f.path, opts)
	switch {
	case errors.Is(err, chart.ErrIncomplete):
		c.skip("objects of chart %s %s: %v", f.Name, f.Version, err)
		return &rendered{}
	case err != nil:
		return &rendered{wrong: []string{err.Error()}}
	}
	r := &rendered{objects: settled.Objects}
	r.take(settled.Hooks)
	if len(settled.Generated) == 0 {
		return r
	}
	for _, g := range settled.Generated {
		r.wrong = append(r.wrong, fmt.Sprintf("%s: %s comes out differently each time: name an existing Secret, or set it", g.Object, g.Field))
	}
	// What is made up is not kept: it is looked at once.
	objects, hooks, err := chart.Render(ctx, f.path, opts)
	if err != nil {
		r.wrong = append(r.wrong, err.Error())
	}
	r.objects = objects
	r.take(hooks)
	return r
}
