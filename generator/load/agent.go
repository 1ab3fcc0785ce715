package load

import (
	"fmt"
	"io/fs"
	"path"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
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

// Agent reads an agent's folder.
func Agent(src Sources, name string) (*platform.Agent, error) {
	return readAgent(newContext(), src, name)
}
