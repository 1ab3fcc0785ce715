package load

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Input reads what the user wrote and nothing that it refers to: no catalog is
// opened. The error is problem.Problems when the input is wrong by itself.
func Input(src Sources, dir fs.FS) (*platform.Input, error) {
	agents, err := agentNames(src.Agents)
	if err != nil {
		return nil, err
	}
	in, problems := readInput(newContext(), src.Schemas, src.enums(agents), dir)
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	return &in.Input, nil
}

func (s Sources) enums(agents []string) Enums {
	return Enums{Agents: agents, Topologies: Topologies(), Deliveries: Deliveries(), Providers: s.Providers}
}
