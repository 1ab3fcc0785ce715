package bootstrap

import (
	"cmp"

	needs "github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

// sources says where charts and published manifests are fetched: in the mirrors
// that the platform names, or where they are published.
func sources(opts Options, charts []platform.Chart) map[platform.Chart]platform.Chart {
	out := map[platform.Chart]platform.Chart{}
	for _, c := range charts {
		out[c] = c
	}
	if !opts.Upstream {
		return out
	}
	pulls := needs.PullsOf(opts.Platform)
	for _, c := range pulls.Charts {
		from := c.Chart
		from.Repository = cmp.Or(c.Upstream, from.Repository)
		out[c.Chart] = from
	}
	for _, m := range pulls.Manifests {
		from := platform.Chart{Repository: m.URL, Version: m.Version}
		out[from] = platform.Chart{Repository: cmp.Or(m.Upstream, m.URL), Version: m.Version}
	}
	return out
}

// catalogFrom is where a catalog is fetched.
func catalogFrom(opts Options, s platform.CatalogSource) (platform.CatalogRef, error) {
	if opts.Upstream {
		return platform.ParseCatalogRef(s.Name)
	}
	return s.From, nil
}
