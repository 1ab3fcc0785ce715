package load

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// factTable numbers the facts that this platform uses.
type factTable struct {
	facts []platform.Fact
	index map[platform.Fact]int
}

// newFactTable takes the labels used as facts, in any order.
func newFactTable(labels []string) *factTable {
	t := &factTable{index: map[platform.Fact]int{}}
	t.add(platform.FactName)
	t.add(platform.FactDomain)
	t.add(platform.FactServer)
	labels = slices.Clone(labels)
	slices.Sort(labels)
	for _, key := range slices.Compact(labels) {
		t.add(platform.LabelFact(key))
	}
	return t
}

func (t *factTable) add(f platform.Fact) {
	t.index[f] = len(t.facts)
	t.facts = append(t.facts, f)
}

// symbolic is the cluster that CUE sees.
func (t *factTable) symbolic() map[string]any {
	out, labels := map[string]any{}, map[string]any{}
	for i, f := range t.facts {
		if key, ok := f.Label(); ok {
			labels[key] = platform.Placeholder(i)
		} else {
			out[string(f)] = platform.Placeholder(i)
		}
	}
	out["labels"] = labels
	return out
}

// parse replaces $(cluster.…) in every string of v by placeholders, and $$( by
// $(. at finds the place of a path in the user's file.
func (t *factTable) parse(v any, path string, at func(path ...any) problem.Position, under ...any) (any, problem.Problems) {
	switch v := v.(type) {
	case string:
		s, err := t.parseString(v)
		if err != nil {
			return nil, problem.Problems{{Position: at(under...), Path: pathText(path, under), Message: err.Error(),
				Hint: "facts are $(cluster.name), $(cluster.domain), $(cluster.server) and $(cluster.labels.KEY); $$( is a literal $("}}
		}
		return s, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		var problems problem.Problems
		for _, k := range slices.Sorted(keysOf(v)) {
			below := append(slices.Clone(under), k)
			if strings.Contains(k, factOpen) {
				problems = append(problems, problem.Problem{Position: at(below...), Path: pathText(path, below), Message: "a fact cannot stand in a key",
					Hint: "write the key out, for single clusters under their own components or in a group"})
				continue
			}
			e, ps := t.parse(v[k], path, at, below...)
			out[k] = e
			problems = append(problems, ps...)
		}
		return out, problems
	case []any:
		out := make([]any, len(v))
		var problems problem.Problems
		for i := range v {
			e, ps := t.parse(v[i], path, at, append(slices.Clone(under), i)...)
			out[i] = e
			problems = append(problems, ps...)
		}
		return out, problems
	}
	return v, nil
}

// readable writes facts in what is said of a value as the user wrote them. The
// value was none as yet, so the rule that it did not keep is one for the fact itself.
func (t *factTable) readable(problems problem.Problems) problem.Problems {
	for i, p := range problems {
		for n, f := range t.facts {
			p.Message = strings.ReplaceAll(p.Message, platform.Placeholder(n), factOpen+string(f)+")")
		}
		if p.Message != problems[i].Message {
			p.Hint = "what a fact comes to is not known when this is checked; write a value, for single clusters under their own components or in a group"
			problems[i] = p
		}
	}
	return problems
}

const factOpen = "$(cluster."

func (t *factTable) parseString(s string) (string, error) {
	if strings.Contains(s, platform.PlaceholderPrefix) {
		return "", fmt.Errorf("must not hold the word %s, which Slipway uses itself", platform.PlaceholderPrefix)
	}
	if !strings.Contains(s, "$(") {
		return s, nil
	}
	var b strings.Builder
	for s != "" {
		switch {
		case strings.HasPrefix(s, "$$("):
			b.WriteString("$(")
			s = s[3:]
		case strings.HasPrefix(s, factOpen):
			name, rest, ok := strings.Cut(s[len(factOpen):], ")")
			if !ok {
				return "", fmt.Errorf("%s is not closed by )", s)
			}
			i, known := t.index[platform.Fact(name)]
			if !known {
				return "", fmt.Errorf("$(cluster.%s) is not a fact", name)
			}
			b.WriteString(platform.Placeholder(i))
			s = rest
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String(), nil
}

// labelsIn collects the labels that strings in v use as facts.
func labelsIn(v any, into []string) []string {
	switch v := v.(type) {
	case string:
		for {
			_, after, ok := strings.Cut(v, factOpen+"labels.")
			if !ok {
				return into
			}
			key, rest, ok := strings.Cut(after, ")")
			if !ok {
				return into
			}
			into = append(into, key)
			v = rest
		}
	case map[string]any:
		for _, e := range v {
			into = labelsIn(e, into)
		}
	case []any:
		for _, e := range v {
			into = labelsIn(e, into)
		}
	}
	return into
}

func pathText(prefix string, path []any) string {
	var b strings.Builder
	b.WriteString(prefix)
	for _, p := range path {
		if i, ok := p.(int); ok {
			fmt.Fprintf(&b, "[%d]", i)
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		fmt.Fprint(&b, p)
	}
	return b.String()
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
