package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
)

// chartObjects renders a unit's chart with the values that Git holds, for the
// host's Kubernetes version. Hooks are left out: what they would do in an
// agent's chart is bootstrap's work.
func (s *session) chartObjects(ctx context.Context, u *platform.Unit) ([]map[string]any, error) {
	values, err := platform.Substitute(s.Platform.Facts, u.Values, s.host)
	if err != nil {
		return nil, fmt.Errorf("fill in facts: %w", err)
	}
	login, err := chartLogin(ctx, s.Options, u.Chart.Repository)
	if err != nil {
		return nil, err
	}
	path, _, err := chart.Pull(ctx, s.CacheDir, pinned(*u.Chart, s.Platform.Digests[*u.Chart]), login)
	if err != nil {
		return nil, err
	}
	version, err := s.kube.Version(ctx)
	if err != nil {
		return nil, err
	}
	objects, _, err := chart.Render(ctx, path, chart.RenderOptions{
		ReleaseName: u.Name, Namespace: u.Variant.Component.Namespace, Values: values.(map[string]any), KubeVersion: version, IncludeCRDs: true,
	})
	return objects, err
}
