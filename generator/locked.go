package generator

import (
	"cmp"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Unlocked is a catalog, a chart or published manifests that slipway.lock does
// not record as the platform has them. A catalog has a name alone, manifests
// have none.
type Unlocked struct {
	Repository, Name, Version string
	Digest, Locked            string // what it is, as far as that is known, and what is recorded
	// Gone is whether it is recorded and the platform has it no more.
	Gone bool
}

// NotLocked lists what the lock in dir would have to record otherwise. Which
// slipway wrote the lock is nothing that a platform is made of: what that brings
// along is the builtin catalog, which has a digest.
func NotLocked(src Sources, dir string, p *platform.Platform) ([]Unlocked, error) {
	recorded, err := tree.ReadMeta(dir)
	if err != nil {
		return nil, err
	}
	was, is := pieces(recorded), pieces(meta(src, p))
	var out []Unlocked
	for _, piece := range is {
		i := slices.IndexFunc(was, piece.same)
		if i >= 0 {
			piece.Locked = was[i].Digest
		}
		if i < 0 || piece.Digest != piece.Locked || piece.Digest == "" {
			out = append(out, piece)
		}
	}
	for _, piece := range was {
		if !slices.ContainsFunc(is, piece.same) {
			piece.Locked, piece.Digest, piece.Gone = piece.Digest, "", true
			out = append(out, piece)
		}
	}
	return out, nil
}

// same is whether two are about one thing, whatever its digest.
func (u Unlocked) same(other Unlocked) bool {
	return u.Repository == other.Repository && u.Name == other.Name && u.Version == other.Version
}

// pieces are what a lock records, each once: catalogs in their order, the rest sorted.
func pieces(m tree.Meta) []Unlocked {
	var out, rest []Unlocked
	for _, c := range m.Catalogs {
		out = append(out, Unlocked{Name: c.Name, Digest: c.Digest})
	}
	for _, c := range m.Charts {
		rest = append(rest, Unlocked{Repository: c.Repository, Name: c.Name, Version: c.Version, Digest: c.Digest})
	}
	for _, m := range m.Manifests {
		rest = append(rest, Unlocked{Repository: m.URL, Version: m.Version, Digest: m.Digest})
	}
	slices.SortFunc(rest, func(a, b Unlocked) int {
		return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Digest, b.Digest))
	})
	return append(out, slices.Compact(rest)...)
}
