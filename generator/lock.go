package generator

import (
	"context"

	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Charts lists the charts of a platform, each once, sorted.
func Charts(p *platform.Platform) []platform.Chart { return manifests.Charts(p) }

// Lock records the digests of a platform's charts in the lock of its folder
// and touches nothing else there.
func Lock(ctx context.Context, src Sources, dir string, p *platform.Platform, digests map[platform.Chart]string) error {
	locked := *p
	locked.Digests = digests
	return tree.Lock(ctx, dir, render.Generated, meta(src, &locked))
}

// lockedCharts reads the digests that the lock in dir has.
func lockedCharts(dir string) (map[platform.Chart]string, error) {
	charts, err := tree.ReadCharts(dir)
	if err != nil {
		return nil, err
	}
	return digests(charts), nil
}

func digests(charts []tree.Chart) map[platform.Chart]string {
	out := map[platform.Chart]string{}
	for _, c := range charts {
		if c.Digest != "" {
			out[platform.Chart{Repository: c.Repository, Name: c.Name, Version: c.Version}] = c.Digest
		}
	}
	return out
}
