package load

import (
	"io/fs"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Input reads what the user wrote and nothing that it refers to: no catalog is
// opened. The error is problem.Problems when the input is wrong by itself.
func Input(src Sources, dir fs.FS) (*platform.Input, error) {
	in, problems := readPlatform(src, newContext(), dir)
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	return &in.Input, nil
}

// readPlatform is readInput with the names that there are.
func readPlatform(src Sources, ctx *cue.Context, dir fs.FS) (*userInput, problem.Problems) {
	enums, err := enumsOf(src)
	if err != nil {
		return nil, problem.Problems{{Message: err.Error()}}
	}
	return readInput(ctx, src.Schemas, enums, dir)
}

func enumsOf(src Sources) (Enums, error) {
	agents, err := agentNames(src.Agents)
	return Enums{Agents: agents, Topologies: Topologies(), Deliveries: Deliveries(), Providers: src.Providers}, err
}

// InputAndSecrets is Input with the encrypted Secrets beside it, whoever they are
// encrypted for.
func InputAndSecrets(src Sources, dir fs.FS) (*platform.Input, []*platform.EncryptedSecret, error) {
	in, problems := readPlatform(src, newContext(), dir)
	if len(problems) > 0 {
		return nil, nil, problems.Err()
	}
	return &in.Input, in.encryptedSecrets(), nil
}
