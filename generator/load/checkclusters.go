package load

import (
	"fmt"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/problem"
)

// CheckClusters says what is wrong with clusters by themselves, each as it would
// be written: as many as there are, and empty where one is right.
func CheckClusters(src Sources, clusters []map[string]any) ([]problem.Problems, error) {
	enums, err := enumsOf(src)
	if err != nil {
		return nil, err
	}
	ctx := newContext()
	schema, err := compileInputSchema(ctx, src.Schemas, enums)
	if err != nil {
		return nil, fmt.Errorf("compile schema: %w", err)
	}
	out := make([]problem.Problems, len(clusters))
	checkClusters(ctx, schema, clusters, out)
	return out, nil
}

// checkClusters looks at all at once, and at each half where something is wrong:
// an evaluation of each would cost more.
func checkClusters(ctx *cue.Context, schema *inputSchema, clusters []map[string]any, out []problem.Problems) {
	if len(clusters) == 1 {
		given := ctx.Encode(clusters[0])
		one := schema.definition(inputOne)
		if err := one.Unify(given).Validate(cue.Concrete(true), cue.Final()); err != nil {
			out[0] = cueCheck{schema: one, value: given, strip: 1, at: nowhere}.problems(err)
		}
		return
	}
	if len(clusters) == 0 || schema.definition(inputClusters).Unify(ctx.Encode(clusters)).Validate(cue.Concrete(true), cue.Final()) == nil {
		return
	}
	half := len(clusters) / 2
	checkClusters(ctx, schema, clusters[:half], out[:half])
	checkClusters(ctx, schema, clusters[half:], out[half:])
}
