package tree

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Recorded is what a lock says of what was generated: one root, and each
// component once. Of a lock with a merge conflict it is what either side says.
type Recorded struct {
	Roots      []Root
	Components []Component
}

// ReadRecorded returns what the lock in dir says of what was generated; of a lock
// that is missing, or from before anything was, nothing.
func ReadRecorded(dir string) (Recorded, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Recorded{}, fmt.Errorf("open folder %s: %w", dir, bare(err))
	}
	defer root.Close()
	data, err := readLock(root, lockName)
	return recorded(data), err
}

func recorded(data []byte) Recorded {
	l, err := decodeLock(data)
	switch {
	case err != nil:
		return salvageRecorded(data)
	case len(l.owned) == 0:
		return Recorded{}
	}
	return Recorded{Roots: []Root{l.Root}, Components: l.Components}
}

// salvageRecorded reads line by line, and so what either side of a conflict says,
// and what stands there twice because somebody took both.
func salvageRecorded(data []byte) (out Recorded) {
	for line := range bytes.Lines(withoutBases(Canonical(data))) {
		if bytes.HasPrefix(line, []byte("root:")) {
			var top struct{ Root Root }
			if yaml.Unmarshal(line, &top) == nil && top.Root != (Root{}) && !slices.Contains(out.Roots, top.Root) {
				out.Roots = append(out.Roots, top.Root)
			}
			continue
		}
		item, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("- "))
		var entry componentLine
		if !ok || yaml.Unmarshal(item, &entry) != nil || entry.Component == "" {
			continue
		}
		if c := entry.component(); !slices.Contains(out.Components, c) {
			out.Components = append(out.Components, c)
		}
	}
	return out
}

// withoutBases leaves out what both sides of a conflict began with, which Git
// shows where merge.conflictStyle is diff3: neither side says that any more.
func withoutBases(data []byte) []byte {
	const base, theirs = "|||||||", "=======\n"
	var out []byte
	for len(data) > 0 {
		line, rest := nextLine(data)
		if bytes.HasPrefix(line, []byte(base)) {
			if end := bytes.Index(rest, []byte("\n"+theirs)); end >= 0 {
				data = rest[end+1:]
				continue
			}
		}
		out, data = append(out, line...), rest
	}
	return out
}

func nextLine(data []byte) (line, rest []byte) {
	end := bytes.IndexByte(data, '\n') + 1
	if end == 0 {
		end = len(data)
	}
	return data[:end], data[end:]
}

// kept is the meta with what was generated as it is recorded. Where two sides
// differ it takes the one that is not as in meta, so that the next run still sees
// what moves.
func (r Recorded) kept(meta Meta) Meta {
	if len(r.Roots) > 0 {
		meta.Root = otherThan(meta.Root, r.Roots)
	}
	if len(r.Components) == 0 {
		return meta
	}
	now := map[string]Component{}
	for _, c := range meta.Components {
		now[c.Name] = c
	}
	sides := map[string][]Component{}
	meta.Components = nil
	for _, c := range r.Components {
		sides[c.Name] = append(sides[c.Name], c)
	}
	for _, c := range r.Components {
		if all := sides[c.Name]; len(all) > 0 {
			meta.Components = append(meta.Components, otherThan(now[c.Name], all))
			delete(sides, c.Name)
		}
	}
	return meta
}

// otherThan is the first that is not as it is now, where there is one.
func otherThan[T comparable](now T, sides []T) T {
	if i := slices.IndexFunc(sides, func(side T) bool { return side != now }); i >= 0 {
		return sides[i]
	}
	return now
}
