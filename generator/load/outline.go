package load

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Outline is what platform.yaml and clusters/ say of rings, versions and facts. It is read without the schema and without
// catalogs: for old revisions, of which there are thousands, and which fitted the schema of their day.
type Outline struct {
	spec     outlineSpec
	clusters map[string]OutlineCluster
	// moves bring the files of clusters to the current version of the format, none where they are of it.
	moves []apiversion.Move
}

// OutlineCluster is what is written of a cluster.
type OutlineCluster struct {
	Name       string
	Domain     string
	Server     string
	Labels     map[string]string
	Components map[string]outlineSettings
}

type outlineSpec struct {
	Domain     string
	Components map[string]outlineSettings
	Groups     []struct {
		Match      map[string]string
		Components map[string]outlineSettings
	}
	Rings    []platform.Ring
	Clusters []OutlineCluster
}

type outlineSettings struct{ Version string }

// ParseOutline reads a platform.yaml, of the current version of the format or the one before.
func ParseOutline(data []byte, versions apiversion.Table) (*Outline, error) {
	var file struct {
		APIVersion string `yaml:"apiVersion"`
		Spec       outlineSpec
	}
	if err := outlineYAML(data, &file, nil); err != nil {
		return nil, err
	}
	out := &Outline{}
	if versions.Of(file.APIVersion) == apiversion.Before {
		file.Spec, out.moves = outlineSpec{}, apiversion.ForCluster(versions.Previous.Moves)
		if err := outlineYAML(data, &file, versions.Previous.Moves); err != nil {
			return nil, err
		}
	}
	out.spec = file.Spec
	return out, nil
}

// ParseCluster reads a file below clusters/ beside the platform.yaml that the outline is of.
func (o *Outline) ParseCluster(data []byte) (c OutlineCluster, err error) {
	return c, outlineYAML(data, &c, o.moves)
}

// SameVersion is whether another outline is of the same version of the format.
func (o *Outline) SameVersion(other *Outline) bool {
	return other != nil && slices.Equal(o.moves, other.moves)
}

// outlineYAML takes what fits: a field of another type than today's is left out.
func outlineYAML(data []byte, into any, moves []apiversion.Move) error {
	decode := func(into any) error { return yaml.Unmarshal(data, into) }
	if len(moves) > 0 {
		root, problems := yamlParse("", data)
		if root == nil {
			return problems.Err()
		}
		decode = apiversion.Convert(root, moves).Root.Decode
	}
	var other *yaml.TypeError
	if err := decode(into); err != nil && !errors.As(err, &other) {
		return fmt.Errorf("read YAML: %w", err)
	}
	return nil
}

// With is the outline with the clusters that have files of their own.
func (o *Outline) With(clusters []OutlineCluster) *Outline {
	out := &Outline{o.spec, make(map[string]OutlineCluster, len(o.spec.Clusters)+len(clusters)), o.moves}
	for _, list := range [][]OutlineCluster{o.spec.Clusters, clusters} {
		for _, c := range list {
			out.clusters[c.Name] = c
		}
	}
	return out
}

// Ring is the name of a cluster's ring, empty where it is in none.
func (o *Outline) Ring(cluster string) string {
	if i := ringOf(o.spec.Rings, o.clusters[cluster].Labels); i >= 0 {
		return o.spec.Rings[i].Name
	}
	return ""
}

// Version is what the strongest level that says one says, empty where the catalog's counts.
func (o *Outline) Version(cluster, component string) string {
	c := o.clusters[cluster]
	version := o.spec.Components[component].Version
	say := func(v string) {
		if v != "" {
			version = v
		}
	}
	for _, g := range o.spec.Groups {
		if platform.Matches(g.Match, c.Labels) {
			say(g.Components[component].Version)
		}
	}
	if i := ringOf(o.spec.Rings, c.Labels); i >= 0 {
		say(o.spec.Rings[i].Versions[component])
	}
	say(c.Components[component].Version)
	return version
}

// SameFacts is whether a cluster has the facts that another outline gives it.
func (o *Outline) SameFacts(other *Outline, cluster string) bool {
	a, b := o.clusters[cluster], other.clusters[cluster]
	return o.spec.Domain == other.spec.Domain && a.Domain == b.Domain && a.Server == b.Server && maps.Equal(a.Labels, b.Labels)
}

// Facts are a cluster's, by name: name, domain, server, and labels.KEY.
func (o *Outline) Facts(cluster string) map[string]string {
	c := o.clusters[cluster]
	facts := map[string]string{"name": cluster, "domain": c.Domain, "server": c.Server}
	if c.Domain == "" {
		facts["domain"] = cluster + "." + o.spec.Domain
	}
	for key, value := range c.Labels {
		facts["labels."+key] = value
	}
	return facts
}
