package load

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Outdated is a platform whose files are written for the version of the format
// before the current one.
type Outdated struct {
	Input *platform.Input
	// Table is the versions that there are.
	Table apiversion.Table
	// Changes are what the current version has otherwise, by file and place.
	Changes []Outdating

	version *inputVersion
}

// Outdating is one place that the current version has otherwise.
type Outdating struct {
	problem.Position
	// Path is as the user wrote it.
	Path string `json:"path"`
	// What says what becomes of it.
	What string `json:"what"`
}

// Program is whether the place is in a file of CUE, which is the user's to change.
func (c Outdating) Program() bool { return path.Ext(c.File) == ".cue" }

// ReadOutdated reads what a platform says for the version before; nil where it
// says it for the current one. The error is problem.Problems when the input is wrong.
func ReadOutdated(src Sources, dir fs.FS) (*Outdated, error) {
	in, problems := readPlatform(src, newContext(), dir)
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	if in.version == nil {
		return nil, nil
	}
	out := &Outdated{Input: &in.Input, Table: in.version.table, version: in.version}
	for _, file := range slices.Sorted(maps.Keys(in.moved)) {
		m := in.moved[file]
		for _, c := range m.Changes {
			at := m.at(asKey(c.Path)...)
			if at.Line == 0 || path.Ext(file) != ".cue" {
				at = problem.Position{File: file, Line: c.Line, Col: c.Col}
			}
			out.Changes = append(out.Changes, Outdating{at, inputPath(c.Path), whatBecomes(c)})
		}
	}
	slices.SortStableFunc(out.Changes, func(a, b Outdating) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return out, nil
}

// asKey asks for the place of the key that a path ends with.
func asKey(path []any) []any {
	out := slices.Clone(path)
	if name, ok := out[len(out)-1].(string); ok {
		out[len(out)-1] = inputKey(name)
	}
	return out
}

// whatBecomes says what a move does.
func whatBecomes(c apiversion.Change) string {
	switch {
	case c.Move.Move != "":
		return "is " + inputPath(c.To) + " now"
	case c.Value != "":
		return fmt.Sprintf("%s is %s now", inputQuote(c.Was), inputQuote(c.Now))
	case c.Drop != "":
		return "is no more: " + c.Why
	case c.List != "":
		return "is a list now"
	}
	return "is written out, " + c.Now + ": that goes without saying no more"
}

// Current is the text of one of the files as the current version has it, every
// other byte as it is; file is its path in the platform's folder.
func (o *Outdated) Current(file string, text []byte) ([]byte, error) {
	moves := o.version.ofCluster
	if path.Dir(file) != clusterFolder {
		moves = o.version.moves
	}
	out, _, err := apiversion.Edit(text, moves)
	var refused *apiversion.Refused
	if errors.As(err, &refused) {
		return nil, problem.Problems{{Position: problem.Position{File: file, Line: refused.Line, Col: refused.Col}, Path: inputPath(refused.Path),
			Message: whatBecomes(refused.Change) + ", and cannot be changed here without touching more", Hint: "change it yourself, then run this again"}}
	}
	if err != nil {
		return nil, fmt.Errorf("change %s: %w", file, err)
	}
	return out, nil
}
