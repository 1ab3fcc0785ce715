package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/tree"
)

// LoadRevision reads the platform in a folder that is on no disk, such as one in
// a commit, which name says for people. Problems say where they are: name:file.
//
// Versions are those that the repository there has, by its lock, so that what a
// newer catalog brings is a difference. A note says where another catalog made it.
func LoadRevision(src Sources, fsys fs.FS, name string) (p *platform.Platform, notes []string, err error) {
	if !holdsPlatform(fsys) {
		return nil, nil, fmt.Errorf("read %s: it holds no platform.yaml in this folder", name)
	}
	from, err := src.loadIn(fsys)
	if err == nil {
		p, err = load.Load(from, fsys)
	}
	if err != nil {
		return nil, nil, revisionError(err, name)
	}
	meta, err := tree.ReadMetaFS(fsys)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	p.Digests = digests(meta.Charts, meta.Manifests)
	asLocked(p, meta)
	return split(p), otherCatalogs(meta, p, name), nil
}

func holdsPlatform(fsys fs.FS) bool {
	return slices.ContainsFunc([]string{"platform.yaml", "platform.cue", "platform.yml"}, func(file string) bool {
		_, err := fs.Stat(fsys, file)
		return !errors.Is(err, fs.ErrNotExist)
	})
}

func revisionError(err error, name string) error {
	var problems problem.Problems
	if !errors.As(err, &problems) {
		return fmt.Errorf("read %s: %w", name, err)
	}
	out := slices.Clone(problems)
	for i := range out {
		out[i].File = name + ":" + out[i].File
	}
	return out
}

// Compare says what a change of the input from one platform to another does to
// each cluster. Where the objects of charts are in Git but cannot be had here,
// charts are compared by version and values, and a note says so.
func Compare(src Sources, from, to *platform.Platform) (r *compare.Report, notes []string, err error) {
	a, err := Deliver(src, from)
	b, toErr := Deliver(src, to)
	if err = errors.Join(err, toErr); err != nil {
		a, b = from, to
		notes = append(notes, "objects that charts render to are not compared: "+err.Error())
	}
	r, err = compare.Platforms(a, b)
	return r, notes, err
}
