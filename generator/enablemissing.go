package generator

import "slices"

// Missing is a capability that a component requires and nothing on the platform
// provides.
type Missing struct {
	Capability, By string
	// Providers could, those that their catalog proposes first.
	Providers []Provider
}

// Provider is a component that provides a capability.
type Provider struct {
	Name, Summary string
	// Proposed is whether the catalog proposes it where there are several.
	Proposed bool
}

// Missing lists what would still be missing with these components enabled as
// well, by capability.
func (s *Switch) Missing(names []string) []Missing {
	there := slices.Clone(names)
	for name, settings := range s.settings {
		if settings.Enabled == nil || *settings.Enabled {
			there = append(there, name)
		}
	}
	var out []Missing
	for _, name := range names {
		for _, capability := range s.components[name].Requires {
			provides := func(other string) bool { return slices.Contains(s.components[other].Provides, capability) }
			if slices.ContainsFunc(there, provides) || slices.ContainsFunc(out, func(m Missing) bool { return m.Capability == capability }) {
				continue
			}
			out = append(out, Missing{capability, name, s.providers(capability)})
		}
	}
	return out
}

func (s *Switch) providers(capability string) []Provider {
	var proposed, others []Provider
	for _, c := range s.trials.Components() {
		switch {
		case !slices.Contains(c.Provides, capability):
		case slices.Contains(c.Init.Proposed, capability):
			proposed = append(proposed, Provider{c.Name, c.Summary, true})
		default:
			others = append(others, Provider{c.Name, c.Summary, false})
		}
	}
	return append(proposed, others...)
}
