package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// leavesOf lists the places of a variant's config that carry facts, so that
// every cluster's facts can be held against what the config allows there.
func leavesOf(q request, v *platform.Variant) []leafConstraint {
	l := q.layer()
	var leaves []leafConstraint
	var walk func(value any, schema cue.Value, path []any)
	walk = func(value any, schema cue.Value, path []any) {
		switch value := value.(type) {
		case string:
			if !platform.HasFact(value) || !schema.Exists() {
				return
			}
			if allows := stringConstraint(schema); allows != nil {
				full := append([]any{"components", q.component.Name, "config"}, path...)
				leaves = append(leaves, leafConstraint{variant: v, path: pathText("", path), text: value,
					schema: schema, allows: allows, at: l.at(full...), where: l.named(full...)})
			}
		case map[string]any:
			if !platform.ContainsFact(value) {
				return
			}
			for _, k := range slices.Sorted(maps.Keys(value)) {
				walk(value[k], lookup(schema, cue.Str(k)), append(slices.Clone(path), k))
			}
		case []any:
			for i := range value {
				walk(value[i], lookup(schema, cue.AnyIndex), append(slices.Clone(path), i))
			}
		}
	}
	walk(v.Config, q.component.config, nil)
	return leaves
}

// lookup finds the constraint of a field, whether required, optional or by
// pattern; the zero Value where there is none.
func lookup(v cue.Value, sel cue.Selector) cue.Value {
	if !v.Exists() {
		return cue.Value{}
	}
	for _, p := range []cue.Path{cue.MakePath(sel), cue.MakePath(sel.Optional()), cue.MakePath(cue.AnyString)} {
		if at := v.LookupPath(p); at.Exists() {
			return at
		}
	}
	return cue.Value{}
}

// checkFacts holds every cluster's facts against every leaf that carries one:
// the cluster must have the fact, and the result must be allowed.
func (r *resolver) checkFacts(clusters []*platform.Cluster) problem.Problems {
	leaves := map[*platform.Variant][]*leafTried{}
	texts := map[leafPlace]map[string]bool{}
	for _, leaf := range r.leaves {
		place := leafPlace{leaf.where, leaf.path, leaf.variant.Name}
		if texts[place] == nil {
			texts[place] = map[string]bool{}
		}
		leaves[leaf.variant] = append(leaves[leaf.variant], &leafTried{leaf, texts[place]})
	}
	needed := map[*platform.Variant][]factNeed{}
	var problems problem.Problems
	for _, c := range clusters {
		var last *platform.Variant
		for _, p := range c.Placements {
			v := p.Unit.Variant
			if v == last {
				continue
			}
			last = v
			need, ok := needed[v]
			if !ok {
				need = r.factsOf(v)
				needed[v] = need
			}
			problems = append(problems, r.missingFacts(c, v, need)...)
			for _, leaf := range leaves[v] {
				problems = append(problems, r.checkLeaf(c, leaf)...)
			}
		}
	}
	return problems
}

// factNeed is a fact and the first leaf that carries it.
type factNeed struct {
	fact platform.Fact
	path string
}

// factsOf returns the facts in a variant's values and objects, sorted.
func (r *resolver) factsOf(v *platform.Variant) []factNeed {
	found := map[platform.Fact]string{}
	for _, u := range v.Units {
		collectFacts(r.evaluator.facts.facts, u.Values, "values", found)
		for i, p := range u.Manifests.AllPatches() {
			collectFacts(r.evaluator.facts.facts, p.Body(), fmt.Sprintf("patches[%d]", i), found)
		}
		for _, o := range u.Objects {
			collectFacts(r.evaluator.facts.facts, o, fmt.Sprint(o["kind"]), found)
		}
	}
	var out []factNeed
	for _, f := range slices.Sorted(maps.Keys(found)) {
		out = append(out, factNeed{f, found[f]})
	}
	return out
}

func collectFacts(facts []platform.Fact, v any, path string, into map[platform.Fact]string) {
	switch v := v.(type) {
	case string:
		segments, _ := platform.Split(facts, v)
		for _, s := range segments {
			if s.Fact != "" && into[s.Fact] == "" {
				into[s.Fact] = path
			}
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			collectFacts(facts, v[k], path+"."+k, into)
		}
	case []any:
		for i, e := range v {
			collectFacts(facts, e, fmt.Sprintf("%s[%d]", path, i), into)
		}
	}
}

func (r *resolver) missingFacts(c *platform.Cluster, v *platform.Variant, needed []factNeed) problem.Problems {
	var problems problem.Problems
	for _, need := range needed {
		if _, ok := need.fact.Of(c); ok {
			continue
		}
		i := slices.IndexFunc(r.input.Spec.Clusters, func(in platform.ClusterInput) bool { return in.Name == c.Name })
		hint := "set it on the cluster"
		if key, ok := need.fact.Label(); ok {
			hint = fmt.Sprintf("give the cluster the label %s", key)
		}
		problems = append(problems, problem.Problem{Position: r.input.clusterAt(i), Path: r.input.clusterPath(i),
			Message: fmt.Sprintf("cluster %s has no %s, which %s uses in %s", c.Name, need.fact, v.Component.Name, need.path), Hint: hint})
	}
	return problems
}

// leafPlace is where a leaf stands; leaves of one place say the same.
type leafPlace struct{ where, path, variant string }

// leafTried is a leaf, and what its place was tried with.
type leafTried struct {
	leafConstraint
	texts map[string]bool
}

// checkLeaf tries one cluster's facts in one leaf.
func (r *resolver) checkLeaf(c *platform.Cluster, leaf *leafTried) problem.Problems {
	filled, err := platform.Substitute(r.evaluator.facts.facts, leaf.text, c)
	text, ok := filled.(string)
	if !ok {
		text = fmt.Sprint(filled)
	}
	if err != nil || leaf.texts[text] {
		return nil // a missing fact is told by missingFacts
	}
	leaf.texts[text] = true
	if leaf.allows(text) {
		return nil
	}
	return problem.Problems{{Position: leaf.at, Path: leaf.where,
		Message: fmt.Sprintf("on cluster %s this becomes %q, which is not allowed here", c.Name, text),
		Hint:    hintOf(leaf.schema)}}
}

// hintOf is the first sentence of a field's comment.
func hintOf(v cue.Value) string {
	for _, d := range v.Doc() {
		return firstSentence(d.Text())
	}
	return ""
}

func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}
