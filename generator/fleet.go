package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// clusterFolder is where clusters stand that have files of their own.
const clusterFolder = "clusters"

// Fleet is the clusters of a platform as they are written, and what is to become
// of the files that they stand in. What no change is about stays, byte for byte.
type Fleet struct {
	// Input is what the user wrote.
	Input *platform.Input
	// Clusters are those of Input, each with its place.
	Clusters []load.Declared

	src  Sources
	dir  string
	byNo map[string]int // clusters by name
	// texts are files that are to hold something else, nil those that go.
	texts map[string][]byte
	// was is what changed files held when they were read: somebody may be asked in between, for as long as it takes.
	was map[string][]byte
	// first are files that go before anything else changes.
	first []string
	// half are files that a run wrote already which was killed.
	half []string
	// refusal is why no file may be changed, nil where they may be.
	refusal error
}

// ReadFleet reads the clusters of the platform in dir.
func ReadFleet(src Sources, dir string) (*Fleet, error) {
	in, clusters, err := load.ReadClusters(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	f := &Fleet{Input: in, Clusters: clusters, src: src, dir: dir, byNo: map[string]int{}, texts: map[string][]byte{}, was: map[string][]byte{}}
	for i, c := range clusters {
		f.byNo[c.Name] = i
	}
	f.refusal = editable(src, in.APIVersion)
	return f, nil
}

// Cluster finds a cluster; nil where there is none of the name.
func (f *Fleet) Cluster(name string) *load.Declared {
	if i, ok := f.byNo[name]; ok {
		return &f.Clusters[i]
	}
	return nil
}

// Named is Cluster with a word about names that no cluster has.
func (f *Fleet) Named(name string) (*load.Declared, error) {
	if c := f.Cluster(name); c != nil {
		return c, nil
	}
	return nil, said(fmt.Sprintf("there is no cluster %q", name), problem.Suggest(name, slices.Collect(maps.Keys(f.byNo)), "see: slipway cluster list"))
}

// InFiles reports whether clusters stand in files of their own here.
func (f *Fleet) InFiles() bool {
	info, err := os.Stat(filepath.Join(f.dir, clusterFolder))
	return err == nil && info.IsDir()
}

// read is the text of a file as it is to be.
func (f *Fleet) read(name string) ([]byte, error) {
	if f.refusal != nil {
		return nil, f.refusal
	}
	if text, ok := f.texts[name]; ok {
		return text, nil
	}
	text, err := os.ReadFile(filepath.Join(f.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	f.was[name] = text
	return text, nil
}

// isProgram reports whether the platform is written in CUE, which is the user's to edit.
func (f *Fleet) isProgram() bool {
	_, err := os.Stat(filepath.Join(f.dir, platformFile))
	return errors.Is(err, fs.ErrNotExist)
}

// Load reads the platform as it would be.
func (f *Fleet) Load() (*platform.Platform, error) {
	return loadWith(f.src, f.dir, f.texts)
}

// Files are those that are to change, sorted, and those that are to go.
func (f *Fleet) Files() (changed, gone []string) {
	for _, name := range slices.Sorted(maps.Keys(f.texts)) {
		if f.texts[name] == nil {
			gone = append(gone, name)
		} else {
			changed = append(changed, name)
		}
	}
	return changed, gone
}

// placeOf is a place as people look it up: file and line.
func placeOf(at problem.Position) string {
	at.Col = 0
	return at.String()
}
