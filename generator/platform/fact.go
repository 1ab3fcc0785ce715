package platform

import (
	"fmt"
	"strconv"
	"strings"
)

// Fact is a per-cluster string that may appear in values: name, domain, server
// or labels.KEY.
type Fact string

// The facts that are not labels.
const (
	FactName   Fact = "name"
	FactDomain Fact = "domain"
	FactServer Fact = "server"
)

// LabelFact is the fact that holds a label's value.
func LabelFact(key string) Fact { return Fact("labels." + key) }

// Label returns the label's key, false when the fact is not a label.
func (f Fact) Label() (string, bool) { return strings.CutPrefix(string(f), "labels.") }

// Of returns the fact's value on a cluster, false when the cluster lacks it.
func (f Fact) Of(c *Cluster) (string, bool) {
	if key, ok := f.Label(); ok {
		v, ok := c.Labels[key]
		return v, ok
	}
	var v string
	switch f {
	case FactName:
		v = c.Name
	case FactDomain:
		v = c.Domain
	case FactServer:
		v = c.Server
	}
	return v, v != ""
}

// PlaceholderPrefix begins every placeholder. No user's string may hold it.
const PlaceholderPrefix = "slipwayfact"

const placeholderEnd = "x"

// Placeholder is what stands for the fact with this index while CUE runs. It
// is a DNS label, so that names made of it satisfy the usual constraints.
func Placeholder(index int) string {
	return PlaceholderPrefix + strconv.Itoa(index) + placeholderEnd
}

// Segment is a piece of a string: text, or a fact.
type Segment struct {
	Text string
	Fact Fact
}

// HasFact reports whether a string holds a placeholder.
func HasFact(s string) bool { return strings.Contains(s, PlaceholderPrefix) }

// Split takes a string apart into text and facts.
func Split(facts []Fact, s string) ([]Segment, error) {
	var out []Segment
	for {
		before, after, found := strings.Cut(s, PlaceholderPrefix)
		if before != "" {
			out = append(out, Segment{Text: before})
		}
		if !found {
			return out, nil
		}
		digits, rest, found := strings.Cut(after, placeholderEnd)
		i, err := strconv.Atoi(digits)
		if !found || err != nil || i < 0 || i >= len(facts) {
			return nil, fmt.Errorf("read fact in %q: a fact was cut or changed while values were computed", s)
		}
		out = append(out, Segment{Fact: facts[i]})
		s = rest
	}
}

// Spell rewrites a string's facts and texts, as an agent spells them.
func Spell(facts []Fact, s string, spellFact func(Fact) string, escape func(string) string) (string, error) {
	segments, err := Split(facts, s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, g := range segments {
		if g.Fact != "" {
			b.WriteString(spellFact(g.Fact))
		} else {
			b.WriteString(escape(g.Text))
		}
	}
	return b.String(), nil
}

// ContainsFact reports whether any string in v holds a fact.
func ContainsFact(v any) bool {
	switch v := v.(type) {
	case string:
		return HasFact(v)
	case map[string]any:
		for _, e := range v {
			if ContainsFact(e) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if ContainsFact(e) {
				return true
			}
		}
	}
	return false
}

// Partition splits values into the static part and the part that carries
// facts. The latter is the smallest enclosing map entry, never part of a list.
func Partition(values map[string]any) (static, inline map[string]any) {
	static, inline = map[string]any{}, map[string]any{}
	for k, v := range values {
		m, isMap := v.(map[string]any)
		switch {
		case !ContainsFact(v):
			static[k] = v
		case !isMap:
			inline[k] = v
		default:
			s, i := Partition(m)
			inline[k] = i
			if len(s) > 0 {
				static[k] = s
			}
		}
	}
	return static, inline
}

// Substitute returns v with a cluster's facts in place. A fact the cluster
// lacks is an error that names it.
func Substitute(facts []Fact, v any, c *Cluster) (any, error) {
	switch v := v.(type) {
	case string:
		return substituteString(facts, v, c)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			s, err := Substitute(facts, e, c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k, err)
			}
			out[k] = s
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			s, err := Substitute(facts, e, c)
			if err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
			out[i] = s
		}
		return out, nil
	}
	return v, nil
}

func substituteString(facts []Fact, s string, c *Cluster) (string, error) {
	if !HasFact(s) {
		return s, nil
	}
	var missing Fact
	out, err := Spell(facts, s, func(f Fact) string {
		v, ok := f.Of(c)
		if !ok {
			missing = f
		}
		return v
	}, func(text string) string { return text })
	if err == nil && missing != "" {
		err = fmt.Errorf("cluster %s has no %s", c.Name, missing)
	}
	return out, err
}
