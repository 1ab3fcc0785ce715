package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// said is what a component tells others, by capability. It is computed before
// any component's values are: from config, platform, facts and capabilities
// alone, so that nothing said can depend on what was heard.
type said struct {
	gives map[string]map[string]any
	asks  map[string]map[string]any
	// texts tell what is said apart, by "gives" or "asks" and the capability.
	texts    map[[2]string]string
	problems problem.Problems
	failed   bool // its config is wrong, which is told when it is evaluated itself
}

// heard is what a component is told on a cluster: given by capability, asked by
// capability and component.
type heard struct {
	given map[string]map[string]any
	asked map[string]map[string]map[string]any
	// text tells what is heard apart.
	text string
	// failed is whether somebody could not say what there is to be heard.
	failed bool
}

// hear collects what the components of a cluster say to one of them. Where
// several provide a capability, the first by name speaks for it.
func (r *resolver) hear(comp *compiled, layers []*layer, p presence) heard {
	h := heard{given: map[string]map[string]any{}, asked: map[string]map[string]map[string]any{}}
	var text strings.Builder
	for _, capability := range comp.Connections() {
		for _, provider := range p.capabilities[capability] {
			if s := r.say(provider, layers, p); provider != comp.Name && s != nil && h.given[capability] == nil {
				h.failed = h.failed || s.failed
				h.given[capability] = s.gives[capability]
				text.WriteString(" " + capability + " " + s.texts[[2]string{"gives", capability}])
			}
		}
	}
	for _, capability := range comp.Provides {
		h.asked[capability] = map[string]map[string]any{}
		for _, asker := range p.components {
			if asker == comp.Name || !slices.Contains(r.catalog[asker].Connections(), capability) {
				continue
			}
			if s := r.say(asker, layers, p); s != nil {
				h.failed = h.failed || s.failed
				if asks := s.asks[capability]; len(asks) > 0 {
					h.asked[capability][asker] = asks
					text.WriteString(" " + capability + " " + asker + " " + s.texts[[2]string{"asks", capability}])
				}
			}
		}
	}
	h.text = text.String()
	return h
}

// say returns what a component says where these layers count, nil for one that
// never says anything.
func (r *resolver) say(name string, layers []*layer, p presence) *said {
	comp := r.catalog[name]
	if !comp.says {
		return nil
	}
	place := name + layersKey(layers, name) + p.hasText(comp)
	if s, ok := r.saidIn[place]; ok {
		return s
	}
	has := p.has(comp)
	q := request{component: comp, settings: settle(layers, name, true), layers: layers, named: strongest(layers, name), has: has}
	config := merge(comp.Profiles[r.input.Spec.Profile], q.settings.config)
	content := fmt.Sprintf("%s %s %#v %v", name, q.settings.version, config, has)
	s, ok := r.said[content]
	if !ok {
		s = r.evaluator.say(q)
		r.said[content] = s
		r.problems = append(r.problems, s.problems...)
	}
	r.saidIn[place] = s
	return s
}

// say computes what a component says. A config that is wrong is told when the
// component itself is evaluated.
func (ev *evaluator) say(q request) *said {
	defer q.component.working()()
	config, problems := ev.config(q)
	if len(problems) > 0 {
		return &said{failed: true}
	}
	comp := q.component
	filled := comp.root.Unify(ev.ctx.Encode(map[string]any{
		"platform": ev.platform, "cluster": ev.facts.symbolic(), "has": q.has,
		"version": cmp.Or(q.settings.version, comp.Source.Version()), "config": config,
	}))
	if filled.LookupPath(cue.ParsePath("config")).Validate(cue.Concrete(true), cue.Final()) != nil {
		return &said{failed: true}
	}
	s := &said{gives: map[string]map[string]any{}, asks: map[string]map[string]any{}, texts: map[[2]string]string{}}
	for _, part := range []struct {
		name string
		of   []string
		into map[string]map[string]any
	}{{"gives", comp.Provides, s.gives}, {"asks", comp.Connections(), s.asks}} {
		if err := comp.sayings(filled, part.name, part.of, part.into); err != nil {
			return &said{failed: true, problems: comp.broken(err)}
		}
		for capability, what := range part.into {
			s.texts[[2]string{part.name, capability}] = fmt.Sprintf("%#v", what) // fmt prints maps sorted by key
		}
	}
	return s
}

// sayings reads what is said about each capability, held to its definition.
func (c *compiled) sayings(filled cue.Value, name string, of []string, into map[string]map[string]any) error {
	iter, err := filled.LookupPath(cue.ParsePath(name)).Fields()
	if err != nil {
		return nil // says nothing of this kind
	}
	for iter.Next() {
		capability := iter.Selector().Unquoted()
		if !slices.Contains(of, capability) {
			return c.fault([]any{name, capability}, "the component does not name this capability", "")
		}
		given := iter.Value()
		v := given
		definition := filled.LookupPath(cue.MakePath(cue.Def("#Capabilities"), cue.Str(capability), cue.Str(name)))
		if definition.Exists() {
			v = definition.Unify(v)
		}
		var said map[string]any
		if err := decodeConcrete(v, &said); err != nil && !definition.Exists() {
			return err
		} else if err != nil {
			return cueCheck{schema: definition, value: given, strip: 3, prefix: []any{name, capability}, at: c.place}.problems(err)
		}
		into[capability] = said
	}
	return nil
}

// given is what a component is given as its CUE sees it: with a cluster's facts
// in it where the component is evaluated for each.
func (ev *evaluator) given(q request) (any, error) {
	if !q.component.PerCluster {
		return q.heard.given, nil
	}
	plain := map[string]any{}
	for capability, given := range q.heard.given {
		plain[capability] = map[string]any(given)
	}
	return platform.Substitute(ev.facts.facts, plain, q.cluster)
}
