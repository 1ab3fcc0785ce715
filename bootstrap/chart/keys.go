package chart

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Keys are the names that a chart's values may have, and what may stand below each. A key that is none of them is not
// refused by Helm: it does nothing.
type Keys struct {
	// Free is whether anything may stand here.
	Free  bool
	Below map[string]*Keys
}

// Keys collects the names in values.yaml, those that are commented out there, those that the schema has, and those of the
// charts that it depends on.
func (f *Facts) Keys() (*Keys, error) {
	k := &Keys{}
	for _, name := range []string{"nameOverride", "fullnameOverride"} { // charts as helm create begins them have both, listed or not
		k.at(name)
	}
	var values yaml.Node
	if err := yaml.Unmarshal(f.Values, &values); err != nil {
		return nil, fmt.Errorf("read values.yaml of chart %s: %w", f.Name, err)
	}
	if len(values.Content) > 0 {
		k.takeNode(values.Content[0])
	}
	k.takeComments(string(f.Values))
	k.takeData()
	if below := k.Below[wrapped]; below != nil {
		k.join(below)
	}
	if err := k.takeSchema(f.Schema); err != nil {
		return nil, fmt.Errorf("read values.schema.json of chart %s: %w", f.Name, err)
	}
	for _, d := range f.Dependencies {
		below := k.at(d.Key)
		k.at("global").Free = true // every chart sees it
		if d.Facts == nil {
			below.Free = true
			continue
		}
		theirs, err := d.Facts.Keys()
		if err != nil {
			return nil, err
		}
		below.Free = false
		below.join(theirs)
	}
	return k, nil
}

// wrapped is the name below which Istio's charts keep their defaults, so that profiles can stand in between.
const wrapped = "_internal_defaults_do_not_set"

// at returns what stands below a name, which is known from now on.
func (k *Keys) at(path ...string) *Keys {
	for _, name := range path {
		if k.Below == nil {
			k.Below = map[string]*Keys{}
		}
		if k.Below[name] == nil {
			k.Below[name] = &Keys{}
		}
		k = k.Below[name]
	}
	return k
}

func (k *Keys) join(other *Keys) {
	k.Free = k.Free || other.Free
	for name, below := range other.Below {
		k.at(name).join(below)
	}
}

// kubernetes are names below which stand maps or structures of Kubernetes' own, of which defaults show a part.
var kubernetes = regexp.MustCompile(`(?i)(annotations|labels|nodeselector|securitycontext|resources|affinity|probe|strategy|args|env)$|^spec$`)

// takeNode takes the keys of a value. What is empty takes anything.
func (k *Keys) takeNode(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch {
	case n.Kind == yaml.SequenceNode, n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		k.Free = true
	case n.Kind == yaml.MappingNode:
		k.Free = k.Free || len(n.Content) == 0
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			below := k.at(name)
			below.takeNode(n.Content[i+1])
			below.Free = below.Free || n.Content[i+1].Kind == yaml.MappingNode && kubernetes.MatchString(name)
		}
	}
}

// takeData finds what holds data for files and flags: names there have dots and slashes, a third of them at least.
func (k *Keys) takeData() {
	dotted := 0
	for name, below := range k.Below {
		below.takeData()
		if strings.ContainsAny(name, "./") {
			dotted++
			below.Free = true
		}
	}
	k.Free = k.Free || dotted > 0 && 3*dotted >= len(k.Below)
}

// Unknown are the paths in values that no key leads to; of what stands below one, nothing.
func (k *Keys) Unknown(values map[string]any) [][]string { return k.unknown(values, nil, nil) }

func (k *Keys) unknown(values map[string]any, at []string, out [][]string) [][]string {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		path := append(slices.Clone(at), name)
		below := k.Below[name]
		value, isMap := values[name].(map[string]any)
		switch {
		case below == nil:
			out = append(out, path)
		case isMap && !below.Free:
			out = below.unknown(value, path, out)
		}
	}
	return out
}
