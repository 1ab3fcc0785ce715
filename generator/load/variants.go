package load

import (
	"cmp"
	"fmt"
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
	// What others say may depend on every layer: on those that name what they use, and so on.
	listens := r.listens(comp)
	for _, l := range layers {
		if l.tag == "" && l.tenant == "" || l.mentions(comp.Name) || r.namesProvider(l, comp) || listens {
			relevant = append(relevant, l)
		}
	}
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

func (r *resolver) namesProvider(l *layer, comp *compiled) bool {
	for name := range l.components {
		if provider, ok := r.catalog[name]; ok && slices.ContainsFunc(comp.Connections(), func(capability string) bool {
			return slices.Contains(provider.Provides, capability)
		}) {
			return true
		}
	}
	return false
}

// seesAgent reports whether a component comes to something else on the hub
// because the agent runs there.
func (r *resolver) seesAgent(comp *compiled, layers []*layer, c *platform.Cluster) bool {
	return c.RunsAgent && r.topology.hub && r.contentKey(comp, layers, true) != r.contentKey(comp, layers, false)
}

// contentKey says what a component's values would be computed from.
func (r *resolver) contentKey(comp *compiled, layers []*layer, runsAgent bool) string {
	e := settle(layers, comp.Name, true)
	p := r.presenceOf(layers, runsAgent, false)
	version := cmp.Or(e.version, comp.Source.Version())
	config := merge(comp.Profiles[r.input.Spec.Profile], e.config)
	h := r.hear(comp, layers, p)
	return fmt.Sprintf("%s %#v %v %v %v %v", version, config, p.has(comp), h.given, h.asked, r.providersFor(comp, p)) // fmt prints maps sorted by key
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
