package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Pulls is what clusters, and the agent, pull from registries and repositories.
type Pulls struct {
	Charts    []Chart     `json:"charts"`
	Manifests []Manifests `json:"manifests"`
	Images    []Image     `json:"images"`
}

// Chart is a chart of the platform. Upstream is the repository that a mirror
// stands for; empty where there is none.
type Chart struct {
	platform.Chart
	Upstream string `json:"upstream,omitempty"`
	// Digest is what slipway.lock has recorded, if anything.
	Digest     string   `json:"digest,omitempty"`
	Components []string `json:"components"`
}

// Manifests are published objects, an OCI artifact or a file.
type Manifests struct {
	URL      string `json:"url"`
	Version  string `json:"version"`
	Upstream string `json:"upstream,omitempty"`
	// Digest is what slipway.lock has recorded, if anything.
	Digest     string   `json:"digest,omitempty"`
	Components []string `json:"components"`
}

// Image is one that pods run. Upstream is where it is published, where a mirror
// stands for that.
type Image struct {
	Image    string `json:"image"`
	Upstream string `json:"upstream,omitempty"`
	// Digest is what its registry says, where that was asked.
	Digest     string   `json:"digest,omitempty"`
	Components []string `json:"components"`
}

// PullsOf lists what the variants of a platform pull, each once and sorted: what
// is switched off pulls nothing. Mirrors are applied as the platform does.
func PullsOf(p *platform.Platform) Pulls {
	charts, manifests, images := map[string]*Chart{}, map[string]*Manifests{}, map[string]*Image{}
	eachVariant(p, func(v *platform.Variant) {
		name := v.Component.Name
		for _, u := range v.Units {
			if chart := cmp.Or(u.Chart, u.Rendered); chart != nil {
				c := once(charts, chart.Repository+" "+chart.Name+" "+chart.Version, func() *Chart {
					return &Chart{Chart: *chart, Upstream: other(v.Component.Source.Chart.Repository, chart.Repository), Digest: p.Digests[*chart]}
				})
				c.Components = with(c.Components, name)
			}
			if m := u.Manifests; m != nil {
				published := strings.ReplaceAll(v.Component.Source.Manifests.URL, "$version", m.Version)
				listed := once(manifests, m.URL+" "+m.Version, func() *Manifests {
					return &Manifests{URL: m.URL, Version: m.Version, Upstream: other(published, m.URL), Digest: p.Digests[m.Registry()]}
				})
				listed.Components = with(listed.Components, name)
			}
		}
		for _, published := range v.Images {
			pulled := v.Units[0].Manifests.Renamed(published)
			i := once(images, pulled+" "+published, func() *Image { return &Image{Image: pulled, Upstream: other(published, pulled)} })
			i.Components = with(i.Components, name)
		}
	})
	return Pulls{sorted(charts), sorted(manifests), sorted(images)}
}

// Copy is a reference and, where a mirror stands for it, that of the mirror.
type Copy struct{ From, To string }

// Copies are the references that registries copy, each where it is published
// and where the platform pulls it: images, and the charts and manifests that are
// published in registries.
func (p Pulls) Copies() []Copy {
	var out []Copy
	add := func(pulled, upstream, rest string) {
		c := Copy{From: strings.TrimPrefix(cmp.Or(upstream, pulled), oci) + rest}
		if upstream != "" {
			c.To = strings.TrimPrefix(pulled, oci) + rest
		}
		out = append(out, c)
	}
	for _, i := range p.Images {
		add(i.Image, i.Upstream, "")
	}
	for _, c := range p.Charts {
		if strings.HasPrefix(cmp.Or(c.Upstream, c.Repository), oci) {
			add(c.Repository, c.Upstream, "/"+c.Name+":"+c.Version)
		}
	}
	for _, m := range p.Manifests {
		if strings.HasPrefix(cmp.Or(m.Upstream, m.URL), oci) {
			add(m.URL, m.Upstream, ":"+m.Version)
		}
	}
	slices.SortFunc(out, func(a, b Copy) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return slices.Compact(out)
}

// oci begins the addresses of registries.
const oci = "oci://"

// once returns what is known by a key, or makes it.
func once[T any](known map[string]*T, key string, make func() *T) *T {
	if known[key] == nil {
		known[key] = make()
	}
	return known[key]
}

// other is an address that is not the one that is used.
func other(published, used string) string {
	if published == used {
		return ""
	}
	return published
}

func with(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

func sorted[T any](known map[string]*T) []T {
	out := []T{}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		out = append(out, *known[key])
	}
	return out
}
