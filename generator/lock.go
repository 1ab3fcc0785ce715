package generator

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Charts lists the charts of a platform, each once, sorted.
func Charts(p *platform.Platform) []platform.Chart { return manifests.Charts(p) }

// Published lists the published manifests of a platform, each once and sorted,
// as charts without a name.
func Published(p *platform.Platform) []platform.Chart {
	all := map[platform.Chart]bool{}
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Manifests != nil {
					all[u.Manifests.Registry()] = true
				}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b platform.Chart) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Version, b.Version))
	})
}

// Lock records the digests of a platform's charts and published manifests in the
// lock of its folder and touches nothing else there.
func Lock(ctx context.Context, src Sources, dir string, p *platform.Platform, digests map[platform.Chart]string) error {
	locked := *p
	locked.Digests = digests
	return tree.Lock(ctx, dir, render.Generated, meta(src, &locked))
}

// lockedDigests reads the digests that the lock in dir has.
func lockedDigests(dir string) (map[platform.Chart]string, error) {
	charts, published, err := tree.ReadCharts(dir)
	if err != nil {
		return nil, err
	}
	return digests(charts, published), nil
}

func digests(charts []tree.Chart, published []tree.Manifests) map[platform.Chart]string {
	out := map[platform.Chart]string{}
	for _, c := range charts {
		if c.Digest != "" {
			out[platform.Chart{Repository: c.Repository, Name: c.Name, Version: c.Version}] = c.Digest
		}
	}
	for _, m := range published {
		if m.Digest != "" {
			out[platform.Manifests{URL: m.URL, Version: m.Version}.Registry()] = m.Digest
		}
	}
	return out
}
