package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// ChartRenderer renders charts of the cache for the generator. It reaches no
// network.
func ChartRenderer(cacheDir func() (string, error)) func(platform.Release) (*platform.Rendering, error) {
	return func(release platform.Release) (*platform.Rendering, error) {
		dir, err := cacheDir()
		if err != nil {
			return nil, err
		}
		r := chart.Renderer{CacheDir: dir}
		got, err := r.Render(context.Background(), pinned(release.Chart, release.Digest), chart.RenderOptions{
			ReleaseName: release.Name, Namespace: release.Namespace, Values: release.Values, KubeVersion: "v" + release.Kubernetes + ".0",
			AllAPIVersions: release.APIs, IncludeCRDs: true,
		})
		if errors.Is(err, chart.ErrNotFetched) {
			return nil, platform.ErrNotFetched
		}
		if err != nil {
			return nil, err
		}
		out := &platform.Rendering{Objects: got.Objects, SeesAPIs: got.SeesAPIs}
		for _, h := range got.Hooks {
			out.Hooks = append(out.Hooks, platform.Hook{Object: h.Object, Events: h.Events})
		}
		for _, g := range got.Generated {
			out.Generated = append(out.Generated, g.Object+": "+g.Field)
		}
		return out, nil
	}
}
