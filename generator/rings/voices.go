package rings

import (
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// voices are who says which version a ring's clusters have of a component.
type voices struct {
	catalog int  // how many take what the catalog has
	group   bool // whether a group says another cluster's, which a pin of the ring would overrule
}

// voicesOf asks of every cluster, as far as its ring pins nothing: its own word is above a group's. Who comes to a ring that
// has no cluster yet may be in any group.
func voicesOf(p *platform.Platform, in *platform.Input) map[place]voices {
	written := make(map[string]*platform.ClusterInput, len(in.Spec.Clusters))
	for i := range in.Spec.Clusters {
		written[in.Spec.Clusters[i].Name] = &in.Spec.Clusters[i]
	}
	out := map[place]voices{}
	eachInstalled(p, func(c *platform.Cluster, v *platform.Variant) {
		at, own := place{c.Ring, v.Component.Name}, written[c.Name]
		say := out[at]
		switch {
		case own != nil && own.Components[at.component].Version != "":
		case groupSays(in.Spec.Groups, at.component, c.Labels):
			say.group = true
		default:
			say.catalog++
		}
		out[at] = say
	})
	for _, r := range p.Rings {
		if clustersIn(p, r.Name) > 0 {
			continue
		}
		for _, g := range in.Spec.Groups {
			for name, c := range g.Components {
				if c.Version != "" {
					out[place{r.Name, name}] = voices{group: true}
				}
			}
		}
	}
	return out
}

func groupSays(groups []platform.Group, component string, labels map[string]string) bool {
	return slices.ContainsFunc(groups, func(g platform.Group) bool {
		return g.Components[component].Version != "" && platform.Matches(g.Match, labels)
	})
}
