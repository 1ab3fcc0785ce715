package history

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// Moved is whether everything is laid out otherwise: for another agent, topology or delivery. Then files tell nothing of
// what changes on clusters.
func Moved(before, after *State) bool {
	a, b := before.lock.what.Root, after.lock.what.Root
	a.Path, b.Path = "", ""
	return a != b && before.agent != nil && after.agent != nil
}

// Changes are what clusters have otherwise after a commit than before it. A cluster that came or went is none of them, nor
// is anything else than the files of components.
func (r *Reader) Changes(before, after *State) ([]dora.Change, error) {
	if before == after || before.agent == nil || after.agent == nil || Moved(before, after) {
		return nil, nil
	}
	c := &comparison{Reader: r, before: before, after: after, found: map[key][]string{}}
	touched := c.touched()
	for name, is := range after.clusters.what {
		was := before.clusters.what[name]
		if was == nil {
			continue
		}
		facts, components := c.changedFacts(name), touched
		if was != is || len(facts) > 0 {
			components = both(was.variants, is.variants)
		}
		if err := c.cluster(name, was, is, facts, components); err != nil {
			return nil, err
		}
	}
	return c.changes(), nil
}

// comparison collects clusters by what changed on them.
type comparison struct {
	*Reader
	before, after *State
	found         map[key][]string
}

type key struct{ ring, component, before, after, from, to string }

// touched are the components with a file that is not what it was.
func (c *comparison) touched() []string {
	var out []string
	for _, name := range both(c.before.variants.what, c.after.variants.what) {
		if c.before.variants.what[name] != c.after.variants.what[name] {
			out = append(out, name)
		}
	}
	return out
}

func both[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

func (c *comparison) cluster(name string, was, is *cluster, facts []changedFact, components []string) error {
	for _, component := range components {
		a, b := c.before.folder(was, component), c.after.folder(is, component)
		if a == b && len(facts) == 0 {
			continue
		}
		k := key{component: component}
		var err error
		if k.before, err = c.digestOf(a); err != nil {
			return err
		}
		if k.after, err = c.digestOf(b); err != nil {
			return err
		}
		if k.before == k.after {
			if err := c.carried(&k, b, facts); err != nil {
				return err
			}
		}
		if k.before == k.after {
			continue
		}
		k.ring = c.ring(c.after, name)
		if a.folder != "" {
			k.from = c.before.version(name, component)
		}
		if b.folder != "" {
			k.to = c.after.version(name, component)
		}
		c.found[k] = append(c.found[k], name)
	}
	return nil
}

// folder is what a cluster has of a component, nothing where it has none.
func (s *State) folder(c *cluster, component string) variant {
	if v, has := c.variants[component]; has && s.variants.what[component] != nil {
		return s.variants.what[component].folders[v]
	}
	return variant{}
}

func (c *comparison) digestOf(v variant) (string, error) {
	if v.folder == "" {
		return "", nil
	}
	return c.content(v)
}

// changedFact is a fact of a cluster as it was and is.
type changedFact struct{ spelled, was, is string }

func (c *comparison) changedFacts(name string) (out []changedFact) {
	old, now := c.before.outline.whole, c.after.outline.whole
	if old == nil || now == nil || old == now || old.SameFacts(now, name) {
		return nil
	}
	was, is := old.Facts(name), now.Facts(name)
	for _, fact := range both(was, is) {
		if was[fact] != is[fact] {
			out = append(out, changedFact{render.SpellFact(c.after.agent.Facts, platform.Fact(fact)), was[fact], is[fact]})
		}
	}
	return out
}

// carried sets a change apart where the files are the same and a fact in them is not.
func (c *comparison) carried(k *key, v variant, facts []changedFact) error {
	for _, f := range facts {
		has, err := c.carries(v.folder, f.spelled)
		if err != nil {
			return err
		}
		if has {
			k.before, k.after = k.before+" "+f.was, k.after+" "+f.is
		}
	}
	return nil
}

func (c *comparison) changes() []dora.Change {
	out := make([]dora.Change, 0, len(c.found))
	for k, clusters := range c.found {
		slices.Sort(clusters)
		out = append(out, dora.Change{Ring: k.ring, Component: k.component, Before: k.before, After: k.after, From: k.from, To: k.to, Clusters: clusters})
	}
	slices.SortFunc(out, func(a, b dora.Change) int {
		return cmp.Or(cmp.Compare(a.Component, b.Component), cmp.Compare(a.Ring, b.Ring), slices.Compare(a.Clusters, b.Clusters))
	})
	return out
}
