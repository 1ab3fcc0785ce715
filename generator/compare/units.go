package compare

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// units gathers the changes of units over clusters. In a fleet nearly all
// clusters share what they get, so each pair of units is compared once.
type units struct {
	from, to *platform.Platform
	facts    []platform.Fact
	read     map[*platform.Unit]*content
	pairs    map[pair]*gathered
	byText   map[string]*gathered
}

// pair is a unit before and after, nil where it was or is not there, on a
// cluster with these facts changed.
type pair struct {
	from, to *platform.Unit
	facts    string
}

// gathered is a change and the clusters that it happens on; the change is nil
// where the pair is the same.
type gathered struct {
	change   *Unit
	clusters []string
}

func newUnits(from, to *platform.Platform) *units {
	return &units{from: from, to: to, facts: knownFacts(from, to), read: map[*platform.Unit]*content{}, pairs: map[pair]*gathered{}, byText: map[string]*gathered{}}
}

// compare notes what changes on a cluster.
func (s *units) compare(from, to *platform.Cluster) error {
	facts := changedFacts(s.facts, from, to)
	changed := fmt.Sprint(facts)
	after := make(map[string]*platform.Unit, len(to.Placements))
	for _, pl := range to.Placements {
		after[pl.Unit.Name] = pl.Unit
	}
	for _, pl := range from.Placements {
		if err := s.note(to.Name, pair{pl.Unit, after[pl.Unit.Name], changed}, facts); err != nil {
			return err
		}
		delete(after, pl.Unit.Name)
	}
	for _, pl := range to.Placements {
		if after[pl.Unit.Name] == nil {
			continue
		}
		if err := s.note(to.Name, pair{nil, pl.Unit, changed}, facts); err != nil {
			return err
		}
	}
	return nil
}

func (s *units) note(cluster string, key pair, facts []platform.Fact) error {
	g, known := s.pairs[key]
	if !known {
		change, err := s.change(key.from, key.to, facts)
		if err != nil {
			return err
		}
		if g, err = s.gather(change); err != nil {
			return err
		}
		s.pairs[key] = g
	}
	if g.change != nil {
		g.clusters = append(g.clusters, cluster)
	}
	return nil
}

// gather unites changes that read the same, such as a new version of a unit
// that has several variants.
func (s *units) gather(change *Unit) (*gathered, error) {
	if change == nil {
		return &gathered{}, nil
	}
	content, err := json.Marshal(change)
	if err != nil {
		return nil, fmt.Errorf("compare unit %s: %w", change.Name, err)
	}
	if s.byText[string(content)] == nil {
		s.byText[string(content)] = &gathered{change: change}
	}
	return s.byText[string(content)], nil
}

// change is nil where a unit stays as it is.
func (s *units) change(from, to *platform.Unit, facts []platform.Fact) (*Unit, error) {
	a, err := s.content(s.from, from)
	if err != nil {
		return nil, err
	}
	b, err := s.content(s.to, to)
	if err != nil {
		return nil, err
	}
	switch {
	case from == nil:
		u := &Unit{Name: to.Name, Component: b.component, Change: Added, Deletion: b.deletion}
		u.Fields, u.Objects = b.whole(Added)
		return u, nil
	case to == nil:
		u := &Unit{Name: from.Name, Component: a.component, Change: Removed, Deletion: a.deletion}
		u.Fields, u.Objects = a.whole(Removed)
		return u, nil
	}
	u := &Unit{Name: from.Name, Component: b.component, Change: Changed, Deletion: a.deletion}
	u.Fields, u.Objects = a.diff(b)
	for _, f := range facts {
		if a.facts[f] && b.facts[f] {
			u.carry(a.carriers(b, f))
		}
	}
	if len(u.Fields)+len(u.Objects) == 0 {
		return nil, nil
	}
	return u, nil
}

// carry adds fields whose text stays and whose fact changed.
func (u *Unit) carry(fields []Field, objects []Object) {
	u.Fields = missing(u.Fields, fields)
	for _, o := range objects {
		i := slices.IndexFunc(u.Objects, func(have Object) bool {
			return have.Kind == o.Kind && have.APIVersion == o.APIVersion && have.Namespace == o.Namespace && have.Name == o.Name
		})
		if i < 0 {
			u.Objects = append(u.Objects, o)
		} else if u.Objects[i].Change == Changed {
			u.Objects[i].Fields = missing(u.Objects[i].Fields, o.Fields)
		}
	}
}

// missing adds the fields whose texts did not change by themselves as well.
func missing(have, more []Field) []Field {
	for _, f := range more {
		if !slices.ContainsFunc(have, func(h Field) bool { return under(f.Path, h.Path) }) {
			have = append(have, f)
		}
	}
	return have
}

func (s *units) content(p *platform.Platform, u *platform.Unit) (*content, error) {
	if u == nil || s.read[u] != nil {
		return s.read[u], nil
	}
	c, err := read(p, u)
	s.read[u] = c
	return c, err
}

// report lists the changes, by unit and first cluster.
func (s *units) report() []Unit {
	out := []Unit{}
	for _, g := range s.byText {
		slices.Sort(g.clusters)
		u := *g.change
		u.Clusters = g.clusters
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Change, b.Change), strings.Compare(a.Clusters[0], b.Clusters[0]))
	})
	return out
}
