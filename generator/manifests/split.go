// Package manifests turns the charts of a platform into the objects that they
// render to, for delivery "manifests". It is pure: charts come in rendered.
package manifests

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Delivery is what a user calls it.
const Delivery = "manifests"

// Split returns the platform with as many variants as its charts will have
// renderings: one for each Kubernetes version that clusters name and, where
// values carry a fact, one for each cluster. A chart may hash or cut a fact, so
// nothing but the fact's value can be rendered.
func Split(p *platform.Platform) *platform.Platform {
	s := splitter{facts: map[*platform.Variant]bool{}, made: map[variantKey]*platform.Variant{}, components: map[*platform.Component]*platform.Component{}}
	out := *p
	out.Clusters = nil
	for _, c := range p.Clusters {
		cluster := *c
		cluster.Placements = slices.Clone(c.Placements)
		for i, pl := range cluster.Placements {
			v := s.variant(pl.Unit.Variant, c)
			cluster.Placements[i].Unit = v.Units[slices.Index(pl.Unit.Variant.Units, pl.Unit)]
		}
		out.Clusters = append(out.Clusters, &cluster)
	}
	out.Components = nil
	for _, c := range p.Components {
		component := s.component(c)
		slices.SortFunc(component.Variants, func(a, b *platform.Variant) int { return strings.Compare(a.Name, b.Name) })
		out.Components = append(out.Components, component)
	}
	return &out
}

type splitter struct {
	facts      map[*platform.Variant]bool // whether its values carry one
	made       map[variantKey]*platform.Variant
	components map[*platform.Component]*platform.Component
}

type variantKey struct {
	of  *platform.Variant
	tag string
}

// variant returns what a variant becomes on a cluster.
func (s *splitter) variant(v *platform.Variant, c *platform.Cluster) *platform.Variant {
	key := variantKey{v, s.tag(v, c)}
	if made, ok := s.made[key]; ok {
		return made
	}
	out := copyVariant(v, s.component(v.Component))
	out.Name = join(v.Name, key.tag)
	s.made[key] = out
	out.Component.Variants = append(out.Component.Variants, out)
	return out
}

// tag is what sets a cluster's rendering apart from others of its variant.
func (s *splitter) tag(v *platform.Variant, c *platform.Cluster) string {
	if !slices.ContainsFunc(v.Units, func(u *platform.Unit) bool { return u.Chart != nil }) {
		return ""
	}
	if _, known := s.facts[v]; !known {
		s.facts[v] = slices.ContainsFunc(v.Units, func(u *platform.Unit) bool { return platform.ContainsFact(u.Values) })
	}
	switch {
	case s.facts[v]:
		return "c-" + c.Name
	case c.Kubernetes != "":
		return "k-" + c.Kubernetes
	}
	return ""
}

func (s *splitter) component(c *platform.Component) *platform.Component {
	if s.components[c] == nil {
		out := *c
		out.Variants = nil
		s.components[c] = &out
	}
	return s.components[c]
}

func copyVariant(v *platform.Variant, component *platform.Component) *platform.Variant {
	out := *v
	out.Component = component
	out.Units = nil
	for _, u := range v.Units {
		unit := *u
		unit.Variant = &out
		out.Units = append(out.Units, &unit)
	}
	return &out
}

// join adds a tag to a variant's name. What is too long becomes a hash.
func join(name, tag string) string {
	switch parts := strings.Split(name, "+"); {
	case tag == "" || slices.Contains(parts, tag):
		return name
	case name == "base":
		name = tag
	default:
		name += "+" + tag
	}
	if len(name) <= 40 {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return "v-" + hex.EncodeToString(sum[:6])
}

// Charts lists the charts of a platform, each once, sorted.
func Charts(p *platform.Platform) []platform.Chart {
	all := map[platform.Chart]bool{}
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				for _, chart := range []*platform.Chart{u.Chart, u.Rendered} {
					if chart != nil {
						all[*chart] = true
					}
				}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b platform.Chart) int {
		return slices.Compare([]string{a.Repository, a.Name, a.Version}, []string{b.Repository, b.Name, b.Version})
	})
}
