package load

import (
	"bytes"
	"io"
	"io/fs"
	"slices"
	"sync"
	"sync/atomic"

	"cuelang.org/go/cue"
)

// aheadText is how much of the platform's file is looked through: components
// stand before a long list of clusters.
const aheadText = 64 << 10

// ahead is what is compiled of the builtin catalog while the platform is still
// being read: the components whose names stand in its file. It decides nothing.
// What is not wanted is left out with all that is wrong with it, and what was not
// begun is compiled later.
type ahead struct {
	components map[string]func() componentResult // each compiles once
	stopped    atomic.Bool
	working    sync.WaitGroup
}

func compileAhead(ctx *cue.Context, src Sources, dir fs.FS) *ahead {
	a := &ahead{components: map[string]func() componentResult{}}
	schema, err := readSchema(src.Schemas)
	if err != nil || src.Catalog == nil {
		return a
	}
	text, builtin := startOfPlatform(dir), catalogSource{name: builtinName, fsys: src.Catalog}
	names, _ := componentDirs(src.Catalog) // what cannot be read is told when it is wanted
	for _, name := range names {
		if !bytes.Contains(text, []byte(name+":")) {
			continue
		}
		if files, err := readComponent(src.Catalog, name); err == nil {
			a.components[name] = sync.OnceValue(func() componentResult { return compileIn(ctx, schema, builtin, name, files, nil) })
		}
	}
	a.working.Go(func() {
		for _, name := range names {
			if compile, named := a.components[name]; named && !a.stopped.Load() {
				compile()
			}
		}
	})
	return a
}

// of has the builtin one among catalogs take what was begun.
func (a *ahead) of(sources []catalogSource) []catalogSource {
	out := slices.Clone(sources)
	for i := range out {
		if out[i].name == builtinName {
			out[i].ahead = a
		}
	}
	return out
}

// component is what compiles one, or waits for it.
func (a *ahead) component(name string) (compile func() componentResult, begun bool) {
	if a == nil {
		return nil, false
	}
	compile, begun = a.components[name]
	return compile, begun
}

// stop waits for the component that is being compiled, and begins no other.
func (a *ahead) stop() {
	a.stopped.Store(true)
	a.working.Wait()
}

func startOfPlatform(dir fs.FS) []byte {
	for _, name := range platformFiles() {
		f, err := dir.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		text, _ := io.ReadAll(io.LimitReader(f, aheadText)) // what is wrong with it is told by who reads it
		return text
	}
	return nil
}
