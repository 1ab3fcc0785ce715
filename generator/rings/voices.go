package rings

import "github.com/slipway-platform/slipway/generator/platform"

// voices are who says which version a ring's clusters have of a component.
type voices struct {
	catalog int  // how many take what the catalog has
	group   bool // whether a group says another cluster's, which a pin of the ring would overrule
}

// voicesOf asks of every cluster, as far as its ring pins nothing: its own word is above a group's.
func voicesOf(p *platform.Platform, in *platform.Input) map[place]voices {
	written := make(map[string]*platform.ClusterInput, len(in.Spec.Clusters))
	for i := range in.Spec.Clusters {
		written[in.Spec.Clusters[i].Name] = &in.Spec.Clusters[i]
	}
	out := map[place]voices{}
	for _, c := range p.Clusters {
		own := written[c.Name]
		for _, placed := range c.Placements {
			v := placed.Unit.Variant
			if placed.Unit != v.Units[0] {
				continue // as installed counts them
			}
			at := place{c.Ring, v.Component.Name}
			say := out[at]
			switch {
			case own != nil && own.Components[at.component].Version != "":
			case groupSays(in.Spec.Groups, at.component, c.Labels):
				say.group = true
			default:
				say.catalog++
			}
			out[at] = say
		}
	}
	return out
}

func groupSays(groups []platform.Group, component string, labels map[string]string) bool {
	for _, g := range groups {
		if g.Components[component].Version != "" && selects(g.Match, labels) {
			return true
		}
	}
	return false
}

func selects(match, labels map[string]string) bool {
	for key, value := range match {
		if labels[key] != value {
			return false
		}
	}
	return true
}
