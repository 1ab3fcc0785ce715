package load

import (
	"io/fs"
	"maps"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
)

// everything wants each component of a catalog.
func everything(string) bool { return true }

// nothing wants none of it.
func nothing(string) bool { return false }

// wants tells the components that an input may come to from those that it does
// not: compiling one takes longer than anything else that is done with it, and
// a catalog has many times what a platform names.
func (u *userInput) wants(agent *platform.Agent) func(name string) bool {
	if len(u.Spec.Tenants) > 0 {
		return everything // whose namespaces no tenant may have
	}
	named := map[string]bool{agent.Component: true}
	for _, name := range agent.Companions {
		named[name] = true
	}
	eachSettings(u, func(name string, _ platform.Settings) { named[name] = true })
	for _, ring := range u.Spec.Rings {
		for name := range ring.Versions {
			named[name] = true
		}
	}
	for _, o := range u.overrides {
		named[o.Component] = true
	}
	return func(name string) bool { return named[name] }
}

// catalogSources opens the catalogs that an input names, weakest first; those
// that are not builtin are watched.
func catalogSources(src Sources, dir fs.FS, in *userInput, w *watch) ([]catalogSource, error) {
	var out []catalogSource
	for i, name := range in.Spec.Catalogs {
		if name == builtinName {
			out = append(out, catalogSource{name: builtinName, fsys: src.Catalog})
			continue
		}
		own, err := openCatalog(src, dir, in, i)
		if err != nil {
			return nil, err
		}
		own.watch = w
		out = append(out, *own)
	}
	return out, nil
}

// compileAll compiles catalogs, weakest first; of the builtin one what is wanted
// and what another changes: what is wrong in a catalog of the user's own is to be
// seen, whether it is used or not.
func compileAll(ctx *cue.Context, schemas fs.FS, sources []catalogSource, wanted func(name string) bool) []catalogResult {
	var out []catalogResult
	known, changed := map[string]*compiled{}, changedIn(sources)
	for _, s := range sources {
		of := everything
		if s.name == builtinName {
			of = func(name string) bool { return changed[name] || wanted(name) }
		}
		result := compileCatalog(ctx, schemas, s, known, of)
		maps.Copy(known, result.components)
		out = append(out, result)
	}
	return out
}

// namesIn are the components of catalogs, by name; what cannot be read is told when it is compiled.
func namesIn(sources []catalogSource) []string {
	var out []string
	for _, s := range sources {
		dirs, _ := componentDirs(s.fsys)
		out = append(out, dirs...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// changedIn are the components that catalogs of the user's own have a folder
// for; what cannot be read is told when it is compiled.
func changedIn(sources []catalogSource) map[string]bool {
	out := map[string]bool{}
	for _, s := range sources {
		if s.name == builtinName {
			continue
		}
		dirs, _ := componentDirs(s.fsys)
		for _, dir := range dirs {
			out[dir] = true
		}
	}
	return out
}
