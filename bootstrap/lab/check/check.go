// Package check decides whether what an exercise asks for holds. Checks are
// written in CEL, as Kubernetes' own rules are; this is the only package that
// imports its library, which Kubernetes' libraries bring along.
package check

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/ext"
)

// What one check may take: far more than any needs, and nobody waits longer.
const (
	costLimit = 200_000
	timeLimit = 10 * time.Second
	// interruptEvery is after how many steps of a loop the time is looked at.
	interruptEvery = 100
)

// Compile says what is wrong with an expression.
func Compile(that string) error {
	_, err := compile(context.Background(), nothing{}, that)
	return err
}

// Holds evaluates an expression.
func Holds(ctx context.Context, w World, that string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	program, err := compile(ctx, w, that)
	if err != nil {
		return false, err
	}
	out, _, err := program.ContextEval(ctx, variables(ctx, w))
	if err != nil {
		return false, err
	}
	holds, ok := out.(types.Bool)
	if !ok {
		return false, fmt.Errorf("it is neither true nor false, but %s", out.Type().TypeName())
	}
	return bool(holds), nil
}

func compile(ctx context.Context, w World, that string) (cel.Program, error) {
	env, err := cel.NewEnv(append(functions(ctx, w),
		cel.OptionalTypes(), ext.Strings(), ext.Lists(), ext.Bindings(),
		cel.Variable("git", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("status", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("start", cel.MapType(cel.StringType, cel.DynType)),
	)...)
	if err != nil {
		return nil, fmt.Errorf("prepare checks: %w", err)
	}
	ast, issues := env.Compile(that)
	if err := issues.Err(); err != nil {
		return nil, err
	}
	// What is read has no types, so a field alone is known to be one only when it is looked at.
	if t := ast.OutputType(); !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("it comes to %s, and must be true or false", t)
	}
	return env.Program(ast, cel.CostLimit(costLimit), cel.InterruptCheckFrequency(interruptEvery))
}

// variables are read when they are first asked for: most checks need few.
func variables(ctx context.Context, w World) map[string]any {
	lazy := func(read func(context.Context) (map[string]any, error)) func() ref.Val {
		return func() ref.Val { return value(read(ctx)) }
	}
	return map[string]any{"git": lazy(w.Git), "status": lazy(w.Status), "start": lazy(w.Start)}
}

// value makes what was read a value of CEL; nothing is null.
func value[T any](read T, err error) ref.Val {
	if err != nil {
		return types.WrapErr(err)
	}
	return types.DefaultTypeAdapter.NativeToValue(whole(read))
}

// whole makes numbers without a fraction integers: JSON has one kind of number,
// and CEL adds no integer to another kind.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, one := range v {
			out[key] = whole(one)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, one := range v {
			out[i] = whole(one)
		}
		return out
	}
	return v
}

// nothing is the world that expressions are compiled in.
type nothing struct{ World }
