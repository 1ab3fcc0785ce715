package load

import (
	"errors"
	"fmt"
	"slices"

	"cuelang.org/go/cue"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/problem"
)

// inputVersion is what the files of a platform are written for, where that is
// not the current version: its files are moved on in memory, and keep their places.
type inputVersion struct {
	table apiversion.Table
	// moves are those for the platform's own file, ofCluster those for a file of clusters/.
	moves, ofCluster []apiversion.Move
}

// versionOf looks at what a platform's file says of its version; nil where that is
// the current one, or none, which the schema refuses.
func (r *inputReader) versionOf(said string, at func(path ...any) problem.Position) (*inputVersion, problem.Problems) {
	if said == "" || said == r.schema.currentVersion() {
		return nil, nil
	}
	table, err := readVersions(r.ctx, r.schema.files)
	if err != nil {
		return nil, problem.Problems{{Message: err.Error()}}
	}
	if message, hint := table.Refusal(said); message != "" {
		r.unread = true
		return nil, problem.Problems{{Position: at("apiVersion"), Path: "apiVersion", Message: message, Hint: hint}}
	}
	if table.Of(said) != apiversion.Before {
		return nil, nil
	}
	// The last of the moves is the version itself.
	moves := append(slices.Clone(table.Previous.Moves), apiversion.Move{Value: "apiVersion", Was: said, Now: table.Current})
	return &inputVersion{table, moves, apiversion.ForCluster(table.Previous.Moves)}, nil
}

// movesFor are those that are about files of a definition.
func (v *inputVersion) movesFor(definition string) []apiversion.Move {
	switch {
	case v == nil:
		return nil
	case definition == inputPlatform:
		return v.moves
	}
	return v.ofCluster
}

// movedFile is a file that was moved on, and where what stands at a path of it is.
type movedFile struct {
	*apiversion.Converted
	at func(path ...any) problem.Position
}

// note keeps how a file was moved on, if it was; at is of paths as they were written.
func (r *inputReader) note(file string, moved *apiversion.Converted, at func(path ...any) problem.Position) {
	if moved == nil {
		return
	}
	if r.moved == nil {
		r.moved = map[string]movedFile{}
	}
	r.moved[file] = movedFile{moved, at}
}

// convert moves a YAML file on.
func (s *yamlSource) convert(moves []apiversion.Move) problem.Problems {
	if len(moves) == 0 {
		return nil
	}
	s.moved, s.written = apiversion.Convert(s.root, moves), s.root
	s.root = s.moved.Root
	return faultsOf(s.moved, func(f apiversion.Fault) problem.Position {
		return problem.Position{File: s.file, Line: f.Line, Col: f.Col}
	})
}

// convert moves the data of a file in CUE on, which is JSON.
func (s *cueSource) convert(ctx *cue.Context, data []byte, moves []apiversion.Move) (cue.Value, problem.Problems) {
	if len(moves) == 0 {
		return ctx.CompileBytes(data), nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return cue.Value{}, inputFault(s.file, 0, 0, "cannot be read: "+err.Error(), "")
	}
	s.moved = apiversion.Convert(doc.Content[0], moves)
	ps := faultsOf(s.moved, func(f apiversion.Fault) problem.Position { return s.inText(f.Path...) })
	return ctx.BuildExpr(yamlExpr(s.moved.Root)), ps
}

func faultsOf(c *apiversion.Converted, at func(apiversion.Fault) problem.Position) (out problem.Problems) {
	for _, f := range c.Faults {
		p := problem.Problem{Position: at(f), Path: inputPath(f.Path)}
		if f.Taken {
			p.Message, p.Hint = fmt.Sprintf("stands beside %s, which takes its place in the current version", inputPath(f.Instead)), "keep one of the two"
		} else {
			p.Message, p.Hint = fmt.Sprintf("belongs into %s in the current version, which is no map here", inputPath(f.Instead)), "say what that is in the current version's form, and take this out"
		}
		out = append(out, p)
	}
	return out
}

// saidVersion is what a document says of its version.
func saidVersion(root *yaml.Node) string {
	if _, n := yamlEntry(root, "apiVersion"); n != nil {
		for n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		return n.Value
	}
	return ""
}

// saidVersionIn is the same of a file in CUE.
func saidVersionIn(value cue.Value) string {
	said, _ := value.LookupPath(cue.ParsePath("apiVersion")).String()
	return said
}

// fromUser is a path in a file as the user wrote it; the key may be asked for.
func fromUser(moved *apiversion.Converted, path []any) []any {
	if moved == nil || len(path) == 0 {
		return path
	}
	key, asKey := path[len(path)-1].(inputKey)
	plain := slices.Clone(path)
	if asKey {
		plain[len(plain)-1] = string(key)
	}
	out := moved.From(plain)
	if name, ok := out[len(out)-1].(string); ok && asKey {
		out[len(out)-1] = inputKey(name)
	}
	return out
}

// inUsersWords says problems with the paths that the user wrote, of files that
// were moved on.
func inUsersWords(moved map[string]movedFile, ps problem.Problems) problem.Problems {
	if len(moved) == 0 {
		return ps
	}
	out := slices.Clone(ps)
	for i := range out {
		path, ok := ParsePath(out[i].Path)
		if m, was := moved[out[i].File]; was && ok {
			out[i].Path = inputPath(m.From(path))
		}
	}
	return out
}

// usersWords is inUsersWords for an error that may be problems.
func (u *userInput) usersWords(err error) error {
	var ps problem.Problems
	if !errors.As(err, &ps) {
		return err
	}
	return inUsersWords(u.moved, ps)
}
