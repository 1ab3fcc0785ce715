package tree

import (
	"bytes"
	"cmp"
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
			from := len(line) - 1 // its line end, after which the other side follows where the base is empty
			if end := bytes.Index(data[from:], []byte("\n"+theirs)); end >= 0 {
				data = data[from+end+1:]
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
// differ it takes the one from which something moves to what is in meta, so that
// the next run still sees it.
func (r Recorded) kept(meta Meta) Meta {
	if len(r.Roots) > 0 {
		meta.Root = otherThan(meta.Root, r.Roots, func(was, is Root) bool {
			was.Branch = cmp.Or(was.Branch, is.Branch) // an older slipway did not record it
			return was == is
		})
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
			meta.Components = append(meta.Components, otherThan(now[c.Name], all, func(was, is Component) bool {
				was.Version = is.Version // which moves nothing
				return was == is
			}))
			delete(sides, c.Name)
		}
	}
	return meta
}

// otherThan is the first side that is not in place as it is now, where there is one, else the first that differs.
func otherThan[T comparable](now T, sides []T, inPlace func(was, is T) bool) T {
	for _, same := range []func(was, is T) bool{inPlace, func(was, is T) bool { return was == is }} {
		if i := slices.IndexFunc(sides, func(side T) bool { return !same(side, now) }); i >= 0 {
			return sides[i]
		}
	}
	return now
}
