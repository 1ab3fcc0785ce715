package load

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/parser"

	"github.com/slipway-platform/slipway/generator/problem"
)

// readCUE reads a file in CUE; it may compute, but in the end hold plain values.
func (r *inputReader) readCUE(name, definition string, into any) inputSource {
	var value cue.Value
	data, ps := inputFile(r.dir, name)
	if len(ps) == 0 {
		value, ps = r.compile(name, data)
	}
	if len(ps) == 0 && value.IncompleteKind() != cue.StructKind {
		ps = inputFault(name, 1, 1, "must hold fields"+cueGotOf(value).after(nil), "")
	}
	src := &cueSource{file: name, value: value}
	if len(ps) == 0 {
		ps = r.unifyCUE(src, definition, into)
	}
	if len(ps) > 0 {
		r.problems = append(r.problems, ps...)
		return nil
	}
	return src
}

// unifyCUE takes the plain data out of the file before it meets the schema: a
// definition of the user's own is closed and would refuse the schema's defaults.
func (r *inputReader) unifyCUE(src *cueSource, definition string, into any) (ps problem.Problems) {
	schema := r.schema.definition(definition)
	check := cueCheck{schema: schema, value: src.value, at: src.at}
	if err := src.value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return check.problems(err)
	}
	data, err := src.value.MarshalJSON()
	if err != nil {
		return check.problems(err)
	}
	if definition == inputPlatform {
		if r.version, ps = r.versionOf(saidVersionIn(src.value), src.at); len(ps) > 0 {
			return ps
		}
	}
	check.value, ps = src.convert(r.ctx, data, r.version.movesFor(definition))
	if r.note(src.file, src.moved, src.inText); len(ps) > 0 {
		return ps
	}
	check.strip = 1
	if err := inputUnify(schema, check.value, into); err != nil {
		return check.problems(err)
	}
	return nil
}

func inputUnify(schema, value cue.Value, into any) (err error) {
	defer inputRecover(&err)
	unified := schema.Unify(value)
	if err := unified.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return err
	}
	return unified.Decode(into)
}

// compile builds a file by itself, so that what is wrong in the user's own CUE
// is told apart from what does not fit the schema.
func (r *inputReader) compile(name string, data []byte) (value cue.Value, ps problem.Problems) {
	file, err := parser.ParseFile(name, data, parser.ParseComments)
	if err != nil {
		return value, cueProblems(err, cue.Value{}, 0, nil, nil)
	}
	if len(file.Decls) == 0 {
		return value, inputFault(name, 0, 0, "is empty", "")
	}
	if ps := inputImports(file); len(ps) > 0 {
		return value, ps
	}
	if err = r.build(file, &value); err != nil {
		ps = cueProblems(err, cue.Value{}, 0, nil, nil)
	}
	for i := range ps {
		if ps[i].File == "" {
			ps[i].File = name
		}
	}
	return value, ps
}

func (r *inputReader) build(file *ast.File, value *cue.Value) (err error) {
	defer inputRecover(&err)
	inst := build.NewContext().NewInstance("", nil)
	if err := inst.AddSyntax(file); err != nil {
		return err
	}
	if err := inst.Complete(); err != nil {
		return err
	}
	*value = r.ctx.BuildInstance(inst)
	return value.Validate()
}

// inputImports refuses imports but those that are built into CUE: a platform
// depends on nothing outside of its folder.
func inputImports(file *ast.File) problem.Problems {
	var ps problem.Problems
	for spec := range file.ImportSpecs() {
		path := strings.Trim(spec.Path.Value, `"`)
		if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
			continue
		}
		ps = append(ps, problem.Problem{Position: inputPosition(spec.Path.Pos()),
			Message: fmt.Sprintf("cannot import %q", path),
			Hint:    `only packages that are built into CUE can be imported, such as "strings"`})
	}
	return ps
}
