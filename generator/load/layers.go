package load

import (
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// layer is one level at which the user sets components: the platform, a group,
// a ring or a cluster. Layers of a cluster are ordered weakest first.
type layer struct {
	// tag is the layer's part in a variant's name; empty for the platform and for tenants.
	tag        string
	tenant     string // the tenant that the layer puts onto clusters; empty for any other
	components map[string]platform.Settings
	versions   map[string]string // a ring's pins
	// at finds the layer's place in the user's files.
	at func(path ...any) problem.Position
	// path is what problems call it, such as spec.groups[0].
	path string
}

// named is what problems call a path in the layer; in a cluster's own file it is the path alone.
func (l *layer) named(path ...any) string { return pathText(l.path, path) }

func (l *layer) mentions(component string) bool {
	_, settings := l.components[component]
	_, pin := l.versions[component]
	return settings || pin
}

// layersOf returns the layers that apply to a cluster, weakest first.
func (r *resolver) layersOf(i int) []*layer {
	c := &r.input.Spec.Clusters[i]
	layers := []*layer{r.platformLayer}
	for t := range r.input.Spec.Tenants {
		if platform.Matches(r.input.Spec.Tenants[t].Clusters, c.Labels) {
			layers = append(layers, r.tenantLayers[t])
		}
	}
	for g := range r.input.Spec.Groups {
		if platform.Matches(r.input.Spec.Groups[g].Match, c.Labels) {
			layers = append(layers, r.groupLayers[g])
		}
	}
	if ring := ringOf(r.input.Spec.Rings, c.Labels); ring >= 0 {
		layers = append(layers, r.ringLayers[ring])
	}
	if len(c.Components) > 0 {
		layers = append(layers, &layer{
			tag: "c-" + c.Name, components: c.Components, path: r.input.clusterPath(i),
			at: func(path ...any) problem.Position { return r.input.clusterAt(i, path...) },
		})
	}
	return layers
}

// ringOf returns the index of the ring whose labels match, or of the one
// without labels; -1 when there is none.
func ringOf(rings []platform.Ring, labels map[string]string) int {
	rest := -1
	for i, ring := range rings {
		switch {
		case len(ring.Match) == 0:
			rest = i
		case platform.Matches(ring.Match, labels):
			return i
		}
	}
	return rest
}

// effective is a component's settings after merging layers.
type effective struct {
	enabled bool
	named   bool
	version string
	config  map[string]any
}

// settle merges what layers say of one component, weakest first: maps merge,
// lists and scalars replace, being named enables.
func settle(layers []*layer, component string, implied bool) effective {
	e := effective{enabled: implied, named: implied}
	for _, l := range layers {
		if s, ok := l.components[component]; ok {
			e.named = true
			e.enabled = s.Enabled == nil || *s.Enabled
			if s.Version != "" {
				e.version = s.Version
			}
			e.config = merge(e.config, s.Config)
		}
		if v := l.versions[component]; v != "" {
			e.version = v
		}
	}
	return e
}

// merge lays b over a: maps merge, everything else replaces. Neither changes.
func merge(a, b map[string]any) map[string]any {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make(map[string]any, len(a)+len(b))
	for k, v := range a {
		out[k] = v
	}
	for k, v := range b {
		under, ok1 := out[k].(map[string]any)
		over, ok2 := v.(map[string]any)
		if ok1 && ok2 && len(over) > 0 {
			v = merge(under, over)
		} else if ok1 && ok2 {
			v = under
		}
		out[k] = v
	}
	return out
}
