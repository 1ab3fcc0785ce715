package git

import (
	"bytes"
	"cmp"
	"crypto/sha1" // #nosec G505 -- it is how git names objects
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hash names a git object.
type hash [sha1.Size]byte

func (h hash) String() string { return hex.EncodeToString(h[:]) }

func (h hash) isZero() bool { return h == hash{} }

func parseHash(s string) (hash, error) {
	var h hash
	if len(s) != 2*len(h) {
		return h, fmt.Errorf("%q is not a commit hash", s)
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return h, fmt.Errorf("%q is not a commit hash", s)
	}
	return h, nil
}

func sum(kind string, data []byte) hash {
	h := sha1.New() // #nosec G401
	fmt.Fprintf(h, "%s %d\x00", kind, len(data))
	h.Write(data)
	return hash(h.Sum(nil))
}

// File modes as git writes them.
const (
	modeTree       = 0o040000
	modeFile       = 0o100644
	modeExecutable = 0o100755
	modeLink       = 0o120000
	modeSubmodule  = 0o160000
)

// entry is one name in a tree. Its name is empty where a path stands for it.
type entry struct {
	name string
	mode uint32
	hash hash
}

func (e entry) isTree() bool { return e.mode == modeTree }

func (e entry) same(o entry) bool { return e.mode == o.mode && e.hash == o.hash }

func parseTree(data []byte) ([]entry, error) {
	var out []entry
	for len(data) > 0 {
		head, rest, ok := bytes.Cut(data, []byte{0})
		mode, name, spaced := bytes.Cut(head, []byte{' '})
		bits, err := strconv.ParseUint(string(mode), 8, 32)
		if !ok || !spaced || err != nil || len(rest) < sha1.Size {
			return nil, fmt.Errorf("malformed git tree")
		}
		out = append(out, entry{string(name), uint32(bits), hash(rest[:sha1.Size])})
		data = rest[sha1.Size:]
	}
	return out, nil
}

// formatTree sorts as git does: a folder as if its name ended in a slash.
func formatTree(entries []entry) []byte {
	key := func(e entry) string {
		if e.isTree() {
			return e.name + "/"
		}
		return e.name
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(key(a), key(b)) })
	var out bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&out, "%o %s\x00", e.mode, e.name)
		out.Write(e.hash[:])
	}
	return out.Bytes()
}

type commit struct {
	tree    hash
	parents []hash
}

func parseCommit(data []byte) (commit, error) {
	var c commit
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key != "tree" && key != "parent" {
			break
		}
		h, err := parseHash(value)
		if err != nil {
			return c, fmt.Errorf("malformed git commit: %w", err)
		}
		if key == "tree" {
			c.tree = h
		} else {
			c.parents = append(c.parents, h)
		}
	}
	return c, nil
}

// formatCommit formats a commit. A signature is of the commit without it, and comes in between its lines.
func formatCommit(c commit, author, committer Author, message string, now time.Time, signature []byte) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "tree %s\n", c.tree)
	for _, p := range c.parents {
		fmt.Fprintf(&out, "parent %s\n", p)
	}
	fmt.Fprintf(&out, "author %s\ncommitter %s\n", author.line(now), committer.line(now))
	if len(signature) > 0 {
		fmt.Fprintf(&out, "gpgsig %s\n", strings.ReplaceAll(strings.TrimSpace(string(signature)), "\n", "\n "))
	}
	fmt.Fprintf(&out, "\n%s\n", strings.TrimSpace(message))
	return out.Bytes()
}

func (s *store) commit(h hash) (commit, error) {
	data, err := s.read("commit", h)
	if err != nil {
		return commit{}, err
	}
	return parseCommit(data)
}

func (s *store) tree(h hash) ([]entry, error) {
	if h.isZero() {
		return nil, nil
	}
	data, err := s.read("tree", h)
	if err != nil {
		return nil, err
	}
	return parseTree(data)
}

func (s *store) child(of entry, name string) (entry, error) {
	if !of.isTree() {
		return entry{}, os.ErrNotExist
	}
	entries, err := s.tree(of.hash)
	if err != nil {
		return entry{}, err
	}
	for _, e := range entries {
		if e.name == name {
			return e, nil
		}
	}
	return entry{}, os.ErrNotExist
}

// sorted visits a map by path.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, path := range slices.Sorted(maps.Keys(m)) {
			if !yield(path, m[path]) {
				return
			}
		}
	}
}
