package load

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// readAgent reads an agent's folder: what the agent is, as data.
func readAgent(ctx *cue.Context, src Sources, name string) (*platform.Agent, error) {
	schema, err := fs.ReadFile(src.Schemas, "agent.cue")
	if err != nil {
		return nil, fmt.Errorf("read agent schema: %w", err)
	}
	file := path.Join(name, "agent.cue")
	data, err := fs.ReadFile(src.Agents, file)
	if err != nil {
		return nil, fmt.Errorf("read agent: %w", err)
	}
	v := ctx.CompileBytes(schema, cue.Filename("agent.cue")).LookupPath(cue.ParsePath("#Agent")).
		Unify(ctx.CompileBytes(data, cue.Filename(file)))
	if err := v.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return nil, fmt.Errorf("read agent %s: %w", name, err)
	}
	var agent platform.Agent
	if err := v.Decode(&agent); err != nil {
		return nil, fmt.Errorf("read agent %s: %w", name, err)
	}
	return &agent, nil
}

// Agent reads an agent's folder, as it is in a topology.
func Agent(src Sources, name, topology string) (*platform.Agent, error) {
	agent, err := readAgent(newContext(), src, name)
	if err != nil {
		return nil, err
	}
	return agent.In(topology), nil
}

// Agents reads every agent's folder, as it is in a topology, by name.
func Agents(src Sources, topology string) ([]*platform.Agent, error) {
	names, err := agentNames(src.Agents)
	if err != nil {
		return nil, err
	}
	var out []*platform.Agent
	for _, name := range names {
		agent, err := Agent(src, name, topology)
		if err != nil {
			return nil, err
		}
		out = append(out, agent)
	}
	return out, nil
}

// noTopology says that an agent's folder has no layout for the topology.
func noTopology(in *userInput, agent *platform.Agent) problem.Problems {
	return problem.Problems{{Position: in.at("spec", "topology"), Path: "spec.topology",
		Message: fmt.Sprintf("%s cannot be laid out in topology %s", agent.Title, in.Spec.Topology),
		Hint:    "it can in: " + strings.Join(slices.Sorted(maps.Keys(agent.Topologies)), ", ")}}
}
