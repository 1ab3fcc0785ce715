package load

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/problem"
)

// inputRecover turns a panic of CUE into an error: it is no reason to die
// without a word of which file caused it.
func inputRecover(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("CUE broke off: %v", p)
	}
}

// read reads one file, checks it against a definition of the schema and
// decodes it; the source is nil when there were problems.
func (r *inputReader) read(name, definition string, into any) inputSource {
	if path.Ext(name) == ".cue" {
		return r.readCUE(name, definition, into)
	}
	src, ps := inputYAML(r.dir, name)
	r.problems = append(r.problems, ps...)
	if src == nil || !r.current(src, definition) || !r.decodeYAML(src, definition, into) {
		return nil
	}
	return src
}

// inputYAML reads YAML that must hold something.
func inputYAML(fsys fs.FS, name string) (*yamlSource, problem.Problems) {
	data, ps := inputFile(fsys, name)
	if len(ps) > 0 {
		return nil, ps
	}
	src, ps := yamlRead(name, data)
	if src == nil && len(ps) == 0 {
		ps = inputFault(name, 0, 0, "is empty", "")
	}
	return src, ps
}

// current moves a file on that is of the version before; the platform's own says
// which version all are of.
func (r *inputReader) current(src *yamlSource, definition string) bool {
	ps := problem.Problems(nil)
	if definition == inputPlatform {
		r.version, ps = r.versionOf(saidVersion(src.root), src.at)
	}
	if len(ps) == 0 {
		ps = src.convert(r.version.movesFor(definition))
		r.note(src.file, src.moved, src.inText)
	}
	r.problems = append(r.problems, ps...)
	return len(ps) == 0
}

func (r *inputReader) decodeYAML(src *yamlSource, definition string, into any) bool {
	if err := r.decode(src.root, definition, into); err != nil {
		value := r.ctx.BuildExpr(yamlExpr(src.root))
		r.problems = append(r.problems, cueCheck{schema: r.schema.definition(definition), value: value, at: src.at, text: src.text}.problems(err)...)
		return false
	}
	return true
}

// decode builds what the user wrote and the definition in one go, which spares
// evaluating the former by itself, validates once and decodes.
func (r *inputReader) decode(root *yaml.Node, definition string, into any) (err error) {
	defer inputRecover(&err)
	both := ast.NewBinExpr(token.AND, ast.NewIdent(definition), yamlExpr(root))
	// As a file: an expression built by itself forgets that definitions are closed.
	file := &ast.File{Decls: []ast.Decl{&ast.EmbedDecl{Expr: both}}}
	value := r.ctx.BuildFile(file, cue.Scope(r.schema.root))
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return err
	}
	return yamlDecode(root, value, reflect.ValueOf(into).Elem())
}
