package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// ReadMeta returns what the lock in dir records beside paths, and a zero Meta when there is no lock.
func ReadMeta(dir string) (Meta, error) {
	data, err := os.ReadFile(filepath.Join(dir, lockName))
	if errors.Is(err, fs.ErrNotExist) {
		return Meta{}, nil
	}
	if err != nil {
		return Meta{}, fmt.Errorf("read lock: %w", err)
	}
	l, err := decodeLock(data)
	if err != nil {
		return Meta{}, fmt.Errorf("read lock: %w", err)
	}
	return l.Meta, nil
}

type lockFile struct {
	Slipway    *string
	Root       Root
	Catalogs   []Catalog
	Components []componentLine
	Charts     []Chart
	Manifests  []Manifests
	Owned      []lockLine
	Seeds      []string
	Kept       []lockLine
}

// componentLine is an entry of components, which no entry of another list is taken for.
type componentLine struct{ Component, Version, Source, Namespace, Deletion string }

func (c componentLine) component() Component {
	return Component{c.Component, c.Version, c.Source, c.Namespace, c.Deletion}
}

// lockLine is an entry of owned or kept; a bare string is a path.
type lockLine struct{ Path, SHA256, Render string }

func (l *lockLine) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&l.Path)
	}
	type plain lockLine
	return n.Decode((*plain)(l))
}

// decodeLock reads a lock. It trusts nothing in it: a path that Add would refuse makes the lock corrupt,
// since what it lists may be deleted.
func decodeLock(data []byte) (lock, error) {
	data = Canonical(data)
	if hasConflict(data) {
		return lock{}, errors.New("has merge conflict markers")
	}
	var f lockFile
	if err := yaml.Unmarshal(data, &f); err != nil {
		return lock{}, err
	}
	if f.Slipway == nil {
		return lock{}, errors.New("has no slipway version")
	}
	l := lock{
		Meta:  Meta{Slipway: *f.Slipway, Root: f.Root, Catalogs: f.Catalogs, Charts: f.Charts, Manifests: f.Manifests},
		owned: make(map[string][]string, len(f.Owned)),
		kept:  map[string]kept{},
	}
	for _, c := range f.Components {
		l.Components = append(l.Components, c.component())
	}
	for _, line := range f.Kept {
		if line.SHA256 == "" || line.Render == "" {
			return lock{}, fmt.Errorf("kept %q: lacks a sum", line.Path)
		}
	}
	for _, line := range slices.Concat(f.Owned, f.Kept) {
		if err := l.add(line); err != nil {
			return lock{}, err
		}
	}
	for _, p := range f.Seeds {
		if err := checkPath(p); err != nil {
			return lock{}, fmt.Errorf("seed %q: %w", p, err)
		}
	}
	l.seeds = f.Seeds
	return l, nil
}

// add takes a line in; only a kept line has a render.
func (l *lock) add(line lockLine) error {
	if err := checkPath(line.Path); err != nil {
		return fmt.Errorf("path %q: %w", line.Path, err)
	}
	for _, sum := range []string{line.SHA256, line.Render} {
		if sum != "" && !isDigest(sum) {
			return fmt.Errorf("path %q: %q is no sha256", line.Path, sum)
		}
	}
	switch {
	case line.Render != "":
		l.kept[line.Path] = kept{file: line.SHA256, render: line.Render}
	case line.SHA256 != "":
		l.owned[line.Path] = append(l.owned[line.Path], line.SHA256)
	default:
		l.owned[line.Path] = merged(l.owned[line.Path], nil)
	}
	return nil
}

// salvage takes from a lock that cannot be read the entries that can. They are only hints: a file is never
// touched for being listed, its own header or one of the sums must agree as well. So the entries of both
// sides of a merge conflict may stand together.
func salvage(data []byte) lock {
	l := lock{owned: map[string][]string{}, kept: map[string]kept{}}
	for line := range bytes.Lines(Canonical(data)) {
		item, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("- "))
		if !ok {
			continue
		}
		var entry lockLine
		if yaml.Unmarshal(item, &entry) == nil {
			_ = l.add(entry)
		}
	}
	return l
}

func hasConflict(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return true
		}
	}
	return false
}

// ParseMeta returns what a lock that was read elsewhere records beside paths.
func ParseMeta(data []byte) (Meta, error) {
	l, err := decodeLock(data)
	if err != nil {
		return Meta{}, fmt.Errorf("read lock: %w", err)
	}
	return l.Meta, nil
}
