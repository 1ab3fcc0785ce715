package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// everyProgram is what clusters, the agent and its CRDs are made from.
func (l *localProvider) everyProgram() []string {
	names := append(local.ControlPlanePrograms(), l.spec.Programs()...)
	for _, source := range l.opts.Agent.CRDs {
		names = append(names, source.Program)
	}
	return names
}

// lacks are programs, whose modules have to come before they are compiled.
func (l *localProvider) lacks(ctx context.Context, _ []*platform.Cluster) ([]Lack, error) {
	missing, err := local.Missing(ctx, l.opts.CacheDir, l.everyProgram())
	var out []Lack
	seen := map[string]bool{}
	for _, name := range missing {
		if !seen[name] {
			out = append(out, Lack{What: "program " + name})
		}
		seen[name] = true
	}
	return out, err
}

func (l *localProvider) prefetch(ctx context.Context, clusters []*platform.Cluster, waiting func(string)) (int, error) {
	lacks, err := l.lacks(ctx, clusters)
	if err != nil {
		return 0, err
	}
	_, err = l.programs(ctx, l.everyProgram(), waiting)
	return len(lacks), err
}
