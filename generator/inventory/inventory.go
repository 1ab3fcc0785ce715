// Package inventory lists what a platform needs that its repository does not
// hold: Secrets, charts, published manifests and images.
package inventory

import "github.com/slipway-platform/slipway/generator/platform"

// clustersOf lists, by variant, the clusters that have it.
func clustersOf(p *platform.Platform) map[*platform.Variant][]string {
	out := map[*platform.Variant][]string{}
	for _, c := range p.Clusters {
		for _, placed := range c.Placements {
			if v := placed.Unit.Variant; placed.Unit == v.Units[0] {
				out[v] = append(out[v], c.Name)
			}
		}
	}
	return out
}

// hostsOf are the clusters that the agent runs on.
func hostsOf(p *platform.Platform) []string {
	var out []string
	for _, c := range p.AgentClusters() {
		out = append(out, c.Name)
	}
	return out
}

// eachVariant visits the variants in use, by component and name.
func eachVariant(p *platform.Platform, visit func(*platform.Variant)) {
	for _, c := range p.Components {
		for _, v := range c.Variants {
			visit(v)
		}
	}
}

// readable writes a text in which facts may stand as a user would.
func readable(p *platform.Platform, text string) string {
	out, err := platform.Spell(p.Facts, text, func(f platform.Fact) string { return "$(cluster." + string(f) + ")" }, func(text string) string { return text })
	if err != nil {
		return text
	}
	return out
}
