package load

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/problem"
)

const exerciseFile = "exercise.cue"

// Exercises reads the folders of exercises, by number. The error is
// problem.Problems: everything that is wrong with them.
func Exercises(schemas, folders fs.FS) ([]*exercise.Exercise, error) {
	schema, err := fs.ReadFile(schemas, exerciseFile)
	if err != nil {
		return nil, fmt.Errorf("read exercises: %w", err)
	}
	ctx := newContext()
	r := &inputReader{ctx: ctx, dir: folders, schema: &inputSchema{root: ctx.CompileBytes(schema, cue.Filename(exerciseFile))}}
	if err := r.schema.root.Err(); err != nil {
		return nil, fmt.Errorf("read exercises: %w", err)
	}
	found, err := fs.Glob(folders, "*/"+exerciseFile)
	if err != nil {
		return nil, fmt.Errorf("read exercises: %w", err)
	}
	var out []*exercise.Exercise
	for _, file := range found {
		if e := r.exercise(file); e != nil {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *exercise.Exercise) int { return a.Number - b.Number })
	for i := 1; i < len(out); i++ {
		if out[i].Number == out[i-1].Number {
			r.problems = append(r.problems, inputFault(path.Join(out[i].Name, exerciseFile), 0, 0,
				fmt.Sprintf("has the number %d, which %s has", out[i].Number, out[i-1].Name), "")...)
		}
	}
	return out, r.problems.Err()
}

// exercise reads one; nil when there are problems.
func (r *inputReader) exercise(file string) *exercise.Exercise {
	e := &exercise.Exercise{Name: path.Dir(file)}
	src := r.readCUE(file, "#Exercise", e)
	if src == nil {
		return nil
	}
	var err error
	if e.Folder, err = fs.Sub(r.dir, e.Name); err != nil {
		r.problems = append(r.problems, inputUnreadable(e.Name, err)...)
		return nil
	}
	for i := range e.Checks {
		e.Checks[i].At = src.at("checks", i, "that")
	}
	for field, steps := range map[string][]exercise.Step{"setup": e.Setup, "cleanup": e.Cleanup} {
		for i := range steps {
			steps[i].At = src.at(field, i)
			r.problems = append(r.problems, stepProblems(steps[i])...)
		}
	}
	for _, name := range e.Files() {
		if _, err := fs.Stat(e.Folder, name); err != nil {
			r.problems = append(r.problems, inputFault(path.Join(e.Name, name), 0, 0, "does not exist", "the exercise names it")...)
		}
	}
	return e
}

// stepProblems says where a step, or an edit of a commit, is not one thing.
func stepProblems(s exercise.Step) (ps problem.Problems) {
	one := func(what string, given ...bool) {
		n := 0
		for _, is := range given {
			if is {
				n++
			}
		}
		if n != 1 {
			ps = append(ps, problem.Problem{Position: s.At, Message: fmt.Sprintf("%s: %d are given, and one must be", what, n)})
		}
	}
	one("commit, apply, patch, delete, fault or run", s.Commit != nil, s.Apply != nil, s.Patch != nil, s.Delete != nil, s.Fault != nil, s.Run != "")
	if s.Commit != nil {
		for _, e := range s.Commit.Edits {
			one("replace, from or remove of "+e.Path, e.Replace != nil, e.From != "", e.Remove)
		}
	}
	if s.Fault != nil && (s.Fault.Kind == "unit-suspended") != (s.Fault.Unit != "") {
		ps = append(ps, problem.Problem{Position: s.At, Message: "unit goes with unit-suspended, and with nothing else"})
	}
	return ps
}
