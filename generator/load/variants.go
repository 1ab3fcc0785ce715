package load

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// settingApart returns the layers that decide a component's variant: those
// that name it, and of those that only name a provider of a capability it
// uses, the ones without which the presence of a capability would differ. It
// is a function of what the layers say, so equal names mean equal content.
func (r *resolver) settingApart(comp *compiled, layers []*layer, runsAgent bool) []*layer {
	var relevant []*layer
	decide := r.decidersOf(comp)
	for _, l := range layers {
		if l.tag == "" && l.tenant == "" || slices.ContainsFunc(decide, l.mentions) {
			relevant = append(relevant, l)
		}
	}
	key := whereKey(comp.Name, runsAgent, relevant)
	if known, ok := r.apart[key]; ok {
		return known
	}
	least := r.fewest(comp, relevant, runsAgent)
	r.apart[key] = least
	return least
}

// fewest leaves out the layers without which a component comes to the same.
func (r *resolver) fewest(comp *compiled, relevant []*layer, runsAgent bool) []*layer {
	want := r.contentKey(comp, relevant, runsAgent)
	// The strongest go first: the weaker a layer, the more clusters share it.
	for i := len(relevant) - 1; i >= 0; i-- {
		less := without(relevant, i)
		if relevant[i].tag != "" && r.contentKey(comp, less, runsAgent) == want {
			relevant, i = less, len(less) // what one goes without, a stronger one may now too
		}
	}
	return relevant
}

// decidersOf names the components whose settings or presence decide what one
// comes to: itself, those it is connected with, and what those that speak to it
// are connected with, for that decides what they say.
func (r *resolver) decidersOf(comp *compiled) []string {
	if known, ok := r.deciders[comp.Name]; ok {
		return known
	}
	of := map[string]bool{comp.Name: true}
	for name, other := range r.catalog {
		if providesAny(other, comp.Connections()) || other.says && providesAny(comp, other.Connections()) {
			of[name] = true
		}
	}
	for _, name := range slices.Collect(maps.Keys(of)) {
		if speaker := r.catalog[name]; speaker.says {
			for other, provider := range r.catalog {
				if providesAny(provider, speaker.Connections()) {
					of[other] = true
				}
			}
		}
	}
	r.deciders[comp.Name] = slices.Sorted(maps.Keys(of))
	return r.deciders[comp.Name]
}

func providesAny(c *compiled, capabilities []string) bool {
	return slices.ContainsFunc(capabilities, func(capability string) bool { return slices.Contains(c.Provides, capability) })
}

// seesAgent reports whether a component comes to something else on the hub
// because the agent runs there.
func (r *resolver) seesAgent(comp *compiled, layers []*layer, c *platform.Cluster) bool {
	return c.RunsAgent && r.topology.hub && r.contentKey(comp, layers, true) != r.contentKey(comp, layers, false)
}

// contentKey says what a component's values would be computed from. It is worked
// out once for the same layers.
func (r *resolver) contentKey(comp *compiled, layers []*layer, runsAgent bool) string {
	key := whereKey(comp.Name, runsAgent, layers)
	content, ok := r.contents[key]
	if !ok {
		content = r.content(comp, layers, runsAgent)
		r.contents[key] = content
	}
	return content
}

func (r *resolver) content(comp *compiled, layers []*layer, runsAgent bool) string {
	p := r.presenceOn(layers, runsAgent)
	text := r.settled(comp, layers) + p.hasText(comp) + r.hear(comp, layers, p).text
	if comp.ForTenants {
		text += fmt.Sprint(r.providersFor(comp, p))
	}
	return text
}

// settled is the version and the config of a component. Layers that say nothing
// of it change neither.
func (r *resolver) settled(comp *compiled, layers []*layer) string {
	key := comp.Name + layersKey(layers, comp.Name)
	text, ok := r.settings[key]
	if !ok {
		e := settle(layers, comp.Name, true)
		config := merge(comp.Profiles[r.input.Spec.Profile], e.config)
		text = fmt.Sprintf("%s %#v", cmp.Or(e.version, comp.Source.Version()), config) // fmt prints maps sorted by key
		r.settings[key] = text
	}
	return text
}

// presenceOn is presenceOf, worked out once for the same layers.
func (r *resolver) presenceOn(layers []*layer, runsAgent bool) presence {
	key := whereKey("", runsAgent, layers)
	p, ok := r.presences[key]
	if !ok {
		p = r.presenceOf(layers, runsAgent, false)
		r.presences[key] = p
	}
	return p
}

// whereKey tells apart where a component stands.
func whereKey(component string, runsAgent bool, layers []*layer) string {
	if runsAgent {
		component += " with the agent"
	}
	return component + layersKey(layers, "")
}

// layersKey tells layers apart, or those of them that name a component: tags and
// tenants have names of their own.
func layersKey(layers []*layer, component string) string {
	var b strings.Builder
	for _, l := range layers {
		if component == "" || l.mentions(component) {
			b.WriteString(" ")
			b.WriteString(l.tag)
			b.WriteString(":")
			b.WriteString(l.tenant)
		}
	}
	return b.String()
}

// tagsOf are the parts of a variant's name; none where nothing sets it apart.
func (r *resolver) tagsOf(c *platform.Cluster, comp *compiled, layers, own []*layer, local, overridden bool) (tags []string) {
	if local {
		tags = append(tags, "local")
	}
	byRing := r.pinnedByRings(comp)
	for _, l := range layers {
		if l.tag != "" && (slices.Contains(own, l) || byRing && slices.Contains(r.ringLayers, l)) {
			tags = append(tags, l.tag)
		}
	}
	cTag := "c-" + c.Name
	alone := comp.PerCluster || overridden || r.seesAgent(comp, own, c)
	if alone && (len(tags) == 0 || tags[len(tags)-1] != cTag) {
		tags = append(tags, cTag)
	}
	return tags
}

// pinnedByRings reports whether any ring pins a component's version. Then each ring has variants of its
// own: a commit that takes clusters to another variant may give another version to what they had, and
// agents hear of files before they hear of a cluster's variants. Rings would get what others are to have.
func (r *resolver) pinnedByRings(comp *compiled) bool {
	return slices.ContainsFunc(r.ringLayers, func(l *layer) bool { return l.versions[comp.Name] != "" })
}

// variantName joins the tags of the layers that set a variant apart.
func variantName(tags []string, hash string) string {
	name := strings.Join(tags, "+")
	switch {
	case name == "":
		return "base"
	case len(name) > 40:
		return "v-" + hash[:12]
	}
	return name
}

// without returns layers less the one at i.
func without(layers []*layer, i int) []*layer {
	return slices.Delete(slices.Clone(layers), i, i+1)
}
