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
// The notes say what the repository there was made from that this program would
// not make it from.
func LoadRevision(src Sources, fsys fs.FS, name string) (p *platform.Platform, notes []string, err error) {
	if !holdsPlatform(fsys) {
		return nil, nil, fmt.Errorf("read %s: it holds no platform.yaml in this folder", name)
	}
	p, err = load.Load(src.load(), fsys)
	if err != nil {
		return nil, nil, revisionError(err, name)
	}
	meta, err := tree.ReadMetaFS(fsys)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	p.Digests = digests(meta.Charts)
	return split(p), outdated(meta, p, name), nil
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

// outdated names the charts of a lock that the platform has another version of
// now: the catalog of this program is not the one that wrote the repository.
func outdated(was tree.Meta, p *platform.Platform, name string) []string {
	type from struct{ repository, name string }
	now := map[from][]string{}
	for _, c := range Charts(p) {
		key := from{c.Repository, c.Name}
		now[key] = append(now[key], c.Version)
	}
	var notes []string
	for _, c := range was.Charts {
		versions := now[from{c.Repository, c.Name}]
		if len(versions) > 0 && !slices.Contains(versions, c.Version) {
			notes = append(notes, fmt.Sprintf("the repository at %s has chart %s at %s; this slipway's catalog makes %s of the same input, and both sides are compared as it makes them",
				name, c.Name, c.Version, versions[0]))
		}
	}
	slices.Sort(notes)
	return slices.Compact(notes)
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
