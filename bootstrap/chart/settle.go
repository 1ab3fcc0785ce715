package chart

import (
	"context"
	"fmt"
	"slices"
)

// Rendering is what a chart comes to, for those who will keep it.
type Rendering struct {
	Objects []map[string]any
	Hooks   []Hook
	// Generated names the fields that come out differently each time: passwords, certificates, the time. Where there are
	// any, there are no objects.
	Generated []Generated
	// SeesAPIs is whether the chart asks which APIs the cluster serves.
	SeesAPIs bool
}

// Generated is a field of an object that a chart makes up while it is rendered.
type Generated struct{ Object, Field string }

// Settle renders a chart as Render does, CRDs included, and finds what would come out differently the next time.
func Settle(ctx context.Context, chartPath string, opts RenderOptions) (*Rendering, error) {
	r, err := settle(ctx, chartPath, opts)
	if err != nil {
		return nil, fmt.Errorf("render chart for %s: %w", opts.ReleaseName, err)
	}
	return r, nil
}

func settle(ctx context.Context, chartPath string, opts RenderOptions) (*Rendering, error) {
	e, err := expand(chartPath, opts, nil)
	if err != nil {
		return nil, err
	}
	r := &Rendering{}
	if r.Objects, r.Hooks, err = e.objects(true); err != nil {
		return nil, err
	}
	calls := callsOf(e)
	r.SeesAPIs = calls.apis
	for range calls.repeats() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		again, err := expand(chartPath, opts, shiftClock)
		if err != nil {
			return nil, fmt.Errorf("render a second time: %w", err)
		}
		if slices.Equal(e.files, again.files) {
			continue
		}
		objects, hooks, err := again.objects(true)
		if err != nil {
			return nil, fmt.Errorf("render a second time: %w", err)
		}
		r.Generated = append(r.Generated, differences(all(r.Objects, r.Hooks), all(objects, hooks))...)
	}
	slices.SortFunc(r.Generated, compareGenerated)
	if r.Generated = slices.Compact(r.Generated); len(r.Generated) > 0 {
		r.Objects, r.Hooks = nil, nil // there may be passwords in them, which nobody is to keep
	}
	return r, ctx.Err()
}

// all are the objects of a rendering with those of its hooks.
func all(objects []map[string]any, hooks []Hook) []map[string]any {
	out := slices.Clone(objects)
	for _, h := range hooks {
		out = append(out, h.Object)
	}
	return out
}
