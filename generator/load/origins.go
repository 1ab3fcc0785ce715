package load

import (
	"io/fs"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Origins is a platform, and what says where everything in it came from.
type Origins struct {
	*platform.Platform
	r *resolver
}

// Origin is one level that says something: of a setting, a version or a value.
type Origin struct {
	// Level is catalog, profile NAME, platform, group NAME, ring NAME, cluster NAME, tenant NAME, override or agent.
	Level string
	problem.Position
	// Value is what stands there; of what is a map at several levels, each level's part.
	Value any
}

// LoadOrigins loads a platform as Load does.
func LoadOrigins(src Sources, dir fs.FS) (*Origins, error) {
	return under(src.Limits, func(w *watch) (*Origins, error) { return load(src, dir, w) })
}

// Setting is what levels say of a setting of a component on a cluster, weakest first.
func (o *Origins) Setting(cluster, component string, path []any) []Origin {
	c := o.r.catalog[component]
	var out []Origin
	if v := c.config.LookupPath(inputCUEPath(path)); v.Exists() {
		out = append(out, Origin{"catalog", c.place(append([]any{"#Config"}, path...)...), o.defaultOf(v)})
	}
	profile := o.Profile
	if value, ok := ValueAt(c.Profiles[profile], path); ok {
		out = append(out, Origin{"profile " + profile, c.place(append([]any{"profiles", profile}, path...)...), value})
	}
	for _, l := range o.layers(cluster) {
		config := l.components[component].Config
		if value, ok := ValueAt(config, path); ok && config != nil {
			out = append(out, Origin{l.level(), l.at(append([]any{"components", component, "config"}, path...)...), value})
		}
	}
	return out
}

// defaultOf is a field's default; nil where it has none, is a map, or the platform decides it.
func (o *Origins) defaultOf(v cue.Value) any {
	var value any
	if d, _ := v.Default(); d.IncompleteKind() == cue.StructKind || d.Decode(&value) != nil {
		return nil
	}
	return value
}

// Version is what levels say of a component's version on a cluster, weakest first.
func (o *Origins) Version(cluster, component string) []Origin {
	c := o.r.catalog[component]
	kind := "files"
	switch {
	case c.Source.Chart != nil:
		kind = "chart"
	case c.Source.Manifests != nil:
		kind = "manifests"
	}
	out := []Origin{{"catalog", c.place("source", kind, "version"), c.Source.Version()}}
	for _, l := range o.layers(cluster) {
		if v := l.components[component].Version; v != "" {
			out = append(out, Origin{l.level(), l.at("components", component, "version"), v})
		}
		if v := l.versions[component]; v != "" {
			out = append(out, Origin{l.level(), l.at("versions", component), v})
		}
	}
	return out
}

// Enabled is what levels say of whether a cluster has a component, weakest first.
func (o *Origins) Enabled(cluster, component string) []Origin {
	var out []Origin
	if component == o.r.agentComponent || slices.Contains(o.r.companions, component) {
		out = append(out, Origin{"agent", o.r.input.at("spec", "agent"), true})
	}
	for _, l := range o.layers(cluster) {
		if s, ok := l.components[component]; ok {
			at := l.at("components", inputKey(component))
			if s.Enabled != nil {
				at = l.at("components", component, "enabled")
			}
			out = append(out, Origin{l.level(), at, s.Enabled == nil || *s.Enabled})
		}
	}
	return out
}

// SetPaths are the settings of a component that levels above the catalog's defaults say something of, sorted.
func (o *Origins) SetPaths(cluster, component string) [][]any {
	merged := merge(o.r.catalog[component].Profiles[o.Profile], settle(o.layers(cluster), component, true).config)
	return leafPaths(merged, nil)
}

// Tenants are those of the platform, in the order in which they are written.
func (o *Origins) Tenants() []platform.Tenant { return o.r.input.Spec.Tenants }

// Said is what the user wrote of a cluster.
func (o *Origins) Said(cluster string) platform.ClusterInput {
	return o.r.input.Spec.Clusters[o.index(cluster)]
}

// Place is where a cluster, group or ring is written; of a cluster also one of its fields.
func (o *Origins) Place(cluster string, path ...any) problem.Position {
	return o.r.input.clusterAt(o.index(cluster), path...)
}

// PlaceOf is where something stands in the platform's own file, or the nearest thing above it.
func (o *Origins) PlaceOf(path ...any) problem.Position { return o.r.input.at(path...) }

// Current is where what the user wrote at a path of a file is in the current version of the format.
func (o *Origins) Current(file string, path []any) []any {
	if m, ok := o.r.input.moved[file]; ok {
		return m.To(path)
	}
	return path
}

func (o *Origins) layers(cluster string) []*layer { return o.r.layersOf(o.index(cluster)) }

func (o *Origins) index(cluster string) int {
	return slices.IndexFunc(o.r.input.Spec.Clusters, func(c platform.ClusterInput) bool { return c.Name == cluster })
}

// level is what people call a layer.
func (l *layer) level() string {
	kinds := map[string]string{"g": "group ", "r": "ring ", "c": "cluster "}
	switch kind, name, _ := strings.Cut(l.tag, "-"); {
	case l.tenant != "":
		return "tenant " + l.tenant
	case name != "":
		return kinds[kind] + name
	}
	return "platform"
}
