package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// checkRevisions refuses what the agent's folder has no layout for: rings that
// follow revisions of their own, where one commit serves all of its clusters.
func checkRevisions(ctx *cue.Context, src Sources, in *userInput, agent *platform.Agent) error {
	layout, known := agent.Topologies[in.Spec.Topology]
	if !known || layout.Revisions != nil {
		return nil
	}
	var problems problem.Problems
	for i, ring := range in.Spec.Rings {
		if ring.Revision == "" || ring.Revision == in.Spec.Repository.Branch {
			continue
		}
		others, err := agentsWithRevisions(ctx, src, in.Spec.Topology)
		if err != nil {
			return err
		}
		hint := "remove it, or choose topology " + strings.Join(topologiesWithRevisions(agent), " or ") + ", in which each cluster reads Git by itself"
		if len(others) > 0 {
			hint += fmt.Sprintf("; in topology %s this needs agent %s", in.Spec.Topology, strings.Join(others, " or "))
		}
		at := []any{"spec", "rings", i, "revision"}
		problems = append(problems, problem.Problem{Position: in.at(at...), Path: inputPath(at), Hint: hint,
			Message: fmt.Sprintf("ring %s cannot follow a revision of its own with %s in topology %s", ring.Name, agent.Title, in.Spec.Topology)})
	}
	return problems.Err()
}

func topologiesWithRevisions(agent *platform.Agent) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(agent.Topologies)), func(name string) bool { return agent.Topologies[name].Revisions == nil })
}

// agentsWithRevisions are those that can in this topology, by name.
func agentsWithRevisions(ctx *cue.Context, src Sources, topology string) ([]string, error) {
	names, err := agentNames(src.Agents)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range names {
		agent, err := readAgent(ctx, src, name)
		if err != nil {
			return nil, err
		}
		if agent.Topologies[topology].Revisions != nil {
			out = append(out, name)
		}
	}
	return out, nil
}

// sourceRings are the rings that a cluster is read from a revision of.
func sourceRings(rings []platform.Ring, clusters []*platform.Cluster) []platform.Ring {
	has := map[string]bool{}
	for _, c := range clusters {
		has[c.SourceRing] = true
	}
	return slices.DeleteFunc(slices.Clone(rings), func(r platform.Ring) bool { return !has[r.Name] })
}
