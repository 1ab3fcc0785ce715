package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// checkNames refuses clusters whose names the agent has no room for, or needs
// for itself.
func (r *resolver) checkNames(agent *platform.Agent, clusters []*platform.Cluster) problem.Problems {
	written := map[string]int{}
	for i, c := range r.input.Spec.Clusters {
		written[c.Name] = i
	}
	var problems problem.Problems
	for _, c := range clusters {
		p := problem.Problem{Hint: "give the cluster a shorter name"}
		switch long := longestName(agent, c); {
		case slices.Contains(agent.Reserved, c.Name):
			p.Message, p.Hint = fmt.Sprintf("%s needs the name %q for itself", agent.Title, c.Name), "give the cluster another name"
		case agent.Names != nil && len(long) > agent.Names.Limit:
			p.Message = fmt.Sprintf("%s would name an object %s, which is longer than %d characters", agent.Title, long, agent.Names.Limit)
		default:
			continue
		}
		i := written[c.Name]
		p.Position, p.Path = r.input.clusterAt(i, "name"), r.input.clusterPath(i, "name")
		problems = append(problems, p)
	}
	for _, name := range agent.ReservedComponents {
		for _, c := range clusters {
			if slices.ContainsFunc(c.Placements, func(p platform.Placement) bool { return p.Unit.Variant.Component.Name == name }) {
				at := []any{"spec", "components", name}
				problems = append(problems, problem.Problem{Position: r.input.at(at...), Path: inputPath(at),
					Message: fmt.Sprintf("%s needs the name %q for itself", agent.Title, name), Hint: "give the component another name"})
				break
			}
		}
	}
	return problems
}

// longestName is the longest of the names that the agent limits, "" when it limits none.
func longestName(agent *platform.Agent, c *platform.Cluster) string {
	longest := ""
	if agent.Names == nil {
		return longest
	}
	unit, manifests, secrets := "", "", ""
	for _, p := range c.Placements {
		if len(p.Unit.Name) > len(unit) {
			unit = p.Unit.Name
		}
		if p.Unit.Manifests != nil && len(p.Unit.Name) > len(manifests) {
			manifests = p.Unit.Name
		}
	}
	for _, group := range c.SecretGroups() {
		if len(group) > len(secrets) {
			secrets = group
		}
	}
	for _, name := range agent.Names.Of {
		if manifests == "" && strings.Contains(name, "$manifests") || secrets == "" && strings.Contains(name, "$secrets") {
			continue
		}
		if full := strings.NewReplacer("$cluster", c.Name, "$unit", unit, "$manifests", manifests, "$secrets", secrets).Replace(name); len(full) > len(longest) {
			longest = full
		}
	}
	return longest
}
