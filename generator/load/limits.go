package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// limitTests is the table of what agents' limits may turn on: each finds the
// parts of a platform that a limit concerns. None means it does not matter.
func limitTests() map[string]func(*platform.Platform) []string {
	return map[string]func(*platform.Platform) []string{
		"always": func(p *platform.Platform) []string { return []string{p.Name} },
		"simulated": func(p *platform.Platform) []string {
			return clustersWith(p, func(c *platform.Cluster) bool { return c.Simulated })
		},
		"tenants": func(p *platform.Platform) []string {
			var out []string
			for _, t := range p.Tenants() {
				out = append(out, t.Name)
			}
			return out
		},
		"needs":                 needing,
		"partial-needs":         partialNeeds,
		"confirm":               func(p *platform.Platform) []string { return componentsWith(p, toBeConfirmed) },
		"max-update":            ringsWith(paced),
		"max-update-hub":        pacedIn("hub"),
		"max-update-standalone": pacedIn("standalone"),
		"secrets": func(p *platform.Platform) []string {
			return clustersWith(p, func(c *platform.Cluster) bool { return len(c.Secrets) > 0 })
		},
		"shards": func(p *platform.Platform) []string {
			if p.Shards < 2 {
				return nil
			}
			return []string{fmt.Sprintf("there are %d", p.Shards)}
		},
		"kept-shards": func(p *platform.Platform) []string {
			return clustersWith(p, func(c *platform.Cluster) bool {
				return c.Shard != nil && !c.RunsAgent && c.Credentials != nil && c.Credentials.SecretRef != nil
			})
		},
		"revisions":    ringsWith(func(r platform.Ring) bool { return r.Revision != "" && !strings.HasPrefix(r.Revision, "refs/") }),
		"object-drift": func(p *platform.Platform) []string { return componentsWith(p, ignoresInObjects(p)) },
		"jq-drift":     func(p *platform.Platform) []string { return componentsWith(p, ignoresByJQ) },
	}
}

// limitNotes says what the agent cannot express of a platform.
func limitNotes(agent *platform.Agent, p *platform.Platform) ([]string, error) {
	var notes []string
	tests := limitTests()
	for _, l := range agent.Limits {
		lifted := false
		if l.Unless != "" {
			var err error
			if lifted, err = p.Knows(agent, l.Unless); err != nil {
				return nil, err
			}
		}
		subjects := tests[l.When](p)
		switch {
		case lifted || len(subjects) == 0:
		case l.When == "always":
			notes = append(notes, fmt.Sprintf("%s: %s; %s", agent.Title, l.What, l.Instead))
		default:
			notes = append(notes, fmt.Sprintf("%s: %s (%s); %s", agent.Title, l.What, strings.Join(subjects, ", "), l.Instead))
		}
	}
	return notes, nil
}

func clustersWith(p *platform.Platform, has func(*platform.Cluster) bool) []string {
	var out []string
	for _, c := range p.Clusters {
		if has(c) {
			out = append(out, c.Name)
		}
	}
	return out
}

func pacedIn(topology string) func(*platform.Platform) []string {
	return func(p *platform.Platform) []string {
		if p.Topology != topology {
			return nil
		}
		return ringsWith(paced)(p)
	}
}

func paced(r platform.Ring) bool { return r.MaxUpdate != nil }

// needing finds the units that need another and that go when they are disabled.
func needing(p *platform.Platform) []string {
	found := map[string]bool{}
	for _, c := range p.Clusters {
		for _, pl := range c.Placements {
			if len(pl.Needs) > 0 && pl.Unit.Variant.Component.Deletion == "delete" {
				found[pl.Unit.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// partialNeeds finds the units that need another on some of their clusters only.
func partialNeeds(p *platform.Platform) []string {
	clusters, needed := map[string]int{}, map[[2]string]int{}
	for _, c := range p.Clusters {
		for _, pl := range c.Placements {
			clusters[pl.Unit.Name]++
			for _, n := range pl.Needs {
				needed[[2]string{pl.Unit.Name, n}]++
			}
		}
	}
	var out []string
	for edge, count := range needed {
		if count < clusters[edge[0]] {
			out = append(out, edge[0]+" on "+edge[1])
		}
	}
	slices.Sort(out)
	return out
}

func ringsWith(has func(platform.Ring) bool) func(*platform.Platform) []string {
	return func(p *platform.Platform) []string {
		var out []string
		for _, r := range p.Rings {
			if has(r) {
				out = append(out, r.Name)
			}
		}
		return out
	}
}

func componentsWith(p *platform.Platform, has func(*platform.Variant) bool) []string {
	found := map[string]bool{}
	for _, c := range p.Components {
		if slices.ContainsFunc(c.Variants, has) {
			found[c.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func toBeConfirmed(v *platform.Variant) bool { return v.Component.Deletion == "confirm" }

// ignoresInObjects is whether a variant has such fields in what is no chart, or
// is not delivered as one.
func ignoresInObjects(p *platform.Platform) func(*platform.Variant) bool {
	return func(v *platform.Variant) bool {
		chart := p.Delivery == "charts" && slices.ContainsFunc(v.Units, func(u *platform.Unit) bool { return u.Chart != nil })
		return !chart && slices.ContainsFunc(v.IgnoreDrift, func(i platform.IgnoreDrift) bool { return len(i.JSONPointers) > 0 })
	}
}

func ignoresByJQ(v *platform.Variant) bool {
	return slices.ContainsFunc(v.IgnoreDrift, func(i platform.IgnoreDrift) bool { return len(i.JQPaths) > 0 })
}
