package load

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"

	"github.com/slipway-platform/slipway/generator/catalogfile"
	"github.com/slipway-platform/slipway/generator/problem"
)

// What makes a folder a component, and what makes it a change to one of a
// weaker catalog.
const (
	componentFile = "component.cue"
	patchFile     = "patch.cue"
)

type sourceFile struct {
	name string
	data []byte
}

// componentDirs lists the folders that hold a component, or what changes one, sorted.
func componentDirs(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, e := range entries {
		if e.IsDir() && (holds(fsys, e.Name(), componentFile) || holds(fsys, e.Name(), patchFile)) {
			dirs = append(dirs, e.Name())
		}
	}
	sort.Strings(dirs)
	return dirs, nil
}

func holds(fsys fs.FS, dir, file string) bool {
	_, err := fs.Stat(fsys, path.Join(dir, file))
	return err == nil
}

func readComponent(fsys fs.FS, dir string) ([]sourceFile, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.cue"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var files []sourceFile
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if len(data) > catalogfile.MaxFile {
			return nil, fmt.Errorf("%s is larger than %d KiB", path.Base(name), catalogfile.MaxFile>>10)
		}
		files = append(files, sourceFile{name, unixLines(data)})
	}
	return files, nil
}

// schemaFiles are the files of package schemas that every component is
// compiled with.
func schemaFiles() []string {
	return []string{"component.cue", "capability.cue", "types.cue", "web.cue"}
}

func readSchema(schemas fs.FS) ([]sourceFile, error) {
	var files []sourceFile
	for _, name := range schemaFiles() {
		data, err := fs.ReadFile(schemas, name)
		if err != nil {
			return nil, err
		}
		files = append(files, sourceFile{name, data})
	}
	return files, nil
}

// sourceLayer is the files of a component, or of what changes it, and where they are for people.
type sourceLayer struct {
	place string
	files []sourceFile
}

func (l sourceLayer) has(file string) bool {
	return slices.ContainsFunc(l.files, func(f sourceFile) bool { return path.Base(f.name) == file })
}

// entry is the file that says what the folder is.
func (l sourceLayer) entry() string {
	if l.has(patchFile) {
		return patchFile
	}
	return componentFile
}

// layersOf are the files that a component is compiled from: those of its folder,
// on top of the component that they change.
func layersOf(src catalogSource, dir string, files []sourceFile, before map[string]*compiled) ([]sourceLayer, problem.Problems) {
	own := sourceLayer{src.place(), files}
	fault := func(message, hint string) problem.Problems {
		return problem.Problems{{Position: problem.Position{File: path.Join(src.place(), dir, patchFile)}, Message: message, Hint: hint}}
	}
	changed := before[dir]
	switch {
	case !own.has(patchFile):
		return []sourceLayer{own}, nil
	case own.has(componentFile):
		return nil, fault("stands beside a "+componentFile, "a folder has one of them: a component, or what changes one")
	case changed == nil:
		return nil, fault(fmt.Sprintf("changes a component %s, and no catalog before this one has it", dir), "see: slipway catalog list, and spec.catalogs")
	}
	return append(slices.Clone(changed.layers), own), nil
}

func parseFiles(place string, files []sourceFile) ([]*ast.File, error) {
	var out []*ast.File
	for _, f := range files {
		file, err := parser.ParseFile(path.Join(place, f.name), f.data, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		out = append(out, file)
	}
	return out, nil
}
