package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/kube"
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
	path, err := s.pulled(ctx, *u.Chart)
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

// pulled returns where the cache has a chart, or published manifests, after
// fetching what it lacks. That may take so long as any wait: a server may stop
// in the midst of what it sends.
func (s *session) pulled(ctx context.Context, c platform.Chart) (path string, err error) {
	var login chart.Credentials
	if s.Bundle == nil {
		if login, err = chartLogin(ctx, s.Options, c.Repository); err != nil {
			return "", err
		}
	}
	timeout := cmp.Or(s.Timeout, patience)
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	path, _, err = pullChart(within, s.Options, c, s.Platform.Digests[c], login)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = &kube.TimeoutError{What: "all of " + c.Name + " from " + c.Repository, Last: err.Error(), After: timeout}
	}
	return path, err
}
