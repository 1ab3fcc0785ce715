package load

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// catalogSource is a catalog's files and the name the user gave it.
type catalogSource struct {
	name   string
	fsys   fs.FS
	digest string // of one that was fetched; empty to take that of its files
	note   string // what people must know before they use it
	watch  *watch // of those that are not builtin
}

// place is where a catalog's files are, for people.
func (s catalogSource) place() string { return strings.TrimPrefix(s.name, "oci://") }

// compiled is a component whose CUE was built but not yet evaluated for a
// cluster.
type compiled struct {
	platform.Component
	root   cue.Value // the whole package
	config cue.Value // #Config
	labels []string  // labels that it uses as facts
	// localObjects are local.objects, absent for all but an agent's component.
	localObjects cue.Value
	// says is whether it gives or asks anything.
	says  bool
	watch *watch
	rules map[string]fieldRule // for its fields, by name
	// syntax is what its files say.
	syntax []*ast.File
	// layers are what it was compiled from: a component, and what changed it.
	layers []sourceLayer
	file   string // for people: the one that names it
}

// catalogResult is one compiled catalog, or what is wrong with it.
type catalogResult struct {
	components map[string]*compiled
	catalog    platform.Catalog
	problems   problem.Problems
	notes      []string
}

// join puts catalogs together; components of later ones add or replace.
func join(results []catalogResult) (map[string]*compiled, []platform.Catalog, problem.Problems) {
	out := map[string]*compiled{}
	var catalogs []platform.Catalog
	var problems problem.Problems
	for _, r := range results {
		maps.Copy(out, r.components)
		problems = append(problems, r.problems...)
		if r.catalog.Name != "" {
			catalogs = append(catalogs, r.catalog)
		}
	}
	return out, catalogs, problems
}

// notesOf is what there is to say of the catalogs that are used: also which
// components are not the ones that their names are known for.
func notesOf(results []catalogResult) (notes []string) {
	from := map[string]string{}
	for _, r := range results {
		notes = append(notes, r.notes...)
		for _, name := range slices.Sorted(maps.Keys(r.components)) {
			switch before := from[name]; {
			case before == "":
			case len(r.components[name].layers) > 1:
				notes = append(notes, fmt.Sprintf("component %s of catalog %s is changed by %s", name, before, r.catalog.Name))
			default:
				notes = append(notes, fmt.Sprintf("component %s is that of catalog %s, in place of that of %s", name, r.catalog.Name, before))
			}
			from[name] = r.catalog.Name
		}
	}
	return notes
}

// compileCatalog compiles the components of a catalog that are wanted, and digests
// all its files. before are the components of weaker catalogs, which it may change.
func compileCatalog(ctx *cue.Context, schemas fs.FS, src catalogSource, before map[string]*compiled, wanted func(name string) bool) catalogResult {
	out := catalogResult{components: map[string]*compiled{}}
	if src.note != "" {
		out.notes = append(out.notes, src.note)
	}
	schema, err := readSchema(schemas)
	if err != nil {
		return catalogResult{problems: problem.Problems{{Message: fmt.Sprintf("read schema: %v", err)}}}
	}
	dirs, err := componentDirs(src.fsys)
	if err != nil {
		return catalogResult{problems: problem.Problems{{Position: problem.Position{File: src.place()}, Message: fmt.Sprintf("read catalog: %v", err)}}}
	}
	digest := sha256.New()
	each := make([]componentResult, len(dirs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, dir := range dirs {
		files, err := readComponent(src.fsys, dir)
		if err != nil {
			each[i].problems = problem.Problems{{Position: problem.Position{File: path.Join(src.place(), dir)}, Message: err.Error()}}
			continue
		}
		for _, f := range files {
			fmt.Fprintf(digest, "%s %d\n%s", f.name, len(f.data), f.data)
		}
		if wanted(dir) {
			g.Go(func() error {
				each[i] = compileIn(ctx, schema, src, dir, files, before)
				return nil
			})
		}
	}
	_ = g.Wait() // problems are in the results
	for i, r := range each {
		out.problems = append(out.problems, r.problems...)
		if r.component != nil {
			out.components[dirs[i]] = r.component
		}
	}
	out.catalog = platform.Catalog{Name: src.name, Digest: cmp.Or(src.digest, "sha256:"+hex.EncodeToString(digest.Sum(nil)))}
	return out
}
