package check

import (
	"context"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// World is what checks look at. A cluster without a name is the one that runs
// the agent.
type World interface {
	// Object returns nil for one that is not there.
	Object(ctx context.Context, cluster, apiVersion, kind, namespace, name string) (map[string]any, error)
	// Objects are those of a kind, in every namespace where none is named.
	Objects(ctx context.Context, cluster, apiVersion, kind, namespace string) ([]map[string]any, error)
	// File is a file of a commit, the newest where none is named; nil where there is none.
	File(ctx context.Context, commit, path string) (*string, error)
	// YAML is the same, parsed: the first document.
	YAML(ctx context.Context, commit, path string) (any, error)
	// Unit is what the agent says of a unit; nil where the platform has none of the name.
	Unit(ctx context.Context, cluster, name string) (map[string]any, error)
	Git(ctx context.Context) (map[string]any, error)
	Status(ctx context.Context) (map[string]any, error)
	Start(ctx context.Context) (map[string]any, error)
}

// functions are those of checks, by name and number of arguments, all of which
// are strings.
func functions(ctx context.Context, w World) []cel.EnvOption {
	object := func(a []string) ref.Val { return orNull(w.Object(ctx, a[0], a[1], a[2], a[3], a[4])) }
	objects := func(a []string) ref.Val { return value(w.Objects(ctx, a[0], a[1], a[2], a[3])) }
	unit := func(a []string) ref.Val { return orNull(w.Unit(ctx, a[0], a[1])) }
	file := func(a []string) ref.Val {
		text, err := w.File(ctx, a[0], a[1])
		if err == nil && text == nil {
			return types.NullValue
		}
		if err != nil {
			return types.WrapErr(err)
		}
		return types.String(*text)
	}
	yaml := func(a []string) ref.Val { return value(w.YAML(ctx, a[0], a[1])) }
	// Without a first argument it is the cluster that runs the agent, or the newest commit.
	usual := func(f func([]string) ref.Val) func([]string) ref.Val {
		return func(a []string) ref.Val { return f(append([]string{""}, a...)) }
	}
	return []cel.EnvOption{
		cel.Function("object", overload("object_4", 4, usual(object)), overload("object_5", 5, object)),
		cel.Function("objects", overload("objects_3", 3, usual(objects)), overload("objects_4", 4, objects)),
		cel.Function("unit", overload("unit_1", 1, usual(unit)), overload("unit_2", 2, unit)),
		cel.Function("file", overload("file_1", 1, usual(file)), overload("file_2", 2, file)),
		cel.Function("yaml", overload("yaml_1", 1, usual(yaml)), overload("yaml_2", 2, yaml)),
	}
}

func overload(id string, arguments int, f func([]string) ref.Val) cel.FunctionOpt {
	given := make([]*cel.Type, arguments)
	for i := range given {
		given[i] = cel.StringType
	}
	return cel.Overload(id, given, cel.DynType, cel.FunctionBinding(func(values ...ref.Val) ref.Val {
		texts := make([]string, len(values))
		for i, v := range values {
			text, ok := v.(types.String)
			if !ok {
				return types.MaybeNoSuchOverloadErr(v)
			}
			texts[i] = string(text)
		}
		return f(texts)
	}))
}

func orNull(m map[string]any, err error) ref.Val {
	if err == nil && m == nil {
		return types.NullValue
	}
	return value(m, err)
}
