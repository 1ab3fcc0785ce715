package load

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/problem"
)

const (
	yamlMaxDepth = 64
	// yamlMaxAliased bounds what aliases add up to when written out.
	yamlMaxAliased = 10_000
)

// yamlChecker walks a document once and collects what Slipway does not take.
type yamlChecker struct {
	file     string
	problems problem.Problems
	aliased  int
	alias    *yaml.Node // the outermost alias that the walk is in
	stopped  bool
}

func yamlCheck(file string, root *yaml.Node) problem.Problems {
	c := &yamlChecker{file: file}
	c.walk(root, 1, false)
	return c.problems
}

func (c *yamlChecker) add(n *yaml.Node, message, hint string) {
	c.problems = append(c.problems, inputFault(c.file, n.Line, n.Column, message, hint)...)
	c.stopped = len(c.problems) >= inputMaxProblems
}

// stop adds a problem after which looking further makes no sense.
func (c *yamlChecker) stop(n *yaml.Node, message, hint string) {
	c.add(n, message, hint)
	c.stopped = true
}

func (c *yamlChecker) walk(n *yaml.Node, depth int, aliased bool) {
	if c.stopped {
		return
	}
	if aliased {
		if c.aliased++; c.aliased > yamlMaxAliased {
			c.stop(c.alias, fmt.Sprintf("aliases add up to more than %d values", yamlMaxAliased), "write the values out")
			return
		}
	}
	if depth > yamlMaxDepth {
		if aliased {
			c.stop(c.alias, yamlTooDeep(), "an alias must not contain itself")
		} else {
			c.stop(n, yamlTooDeep(), "")
		}
		return
	}
	switch n.Kind {
	case yaml.AliasNode:
		if !aliased {
			c.alias = n
		}
		c.walk(n.Alias, depth+1, true)
	case yaml.MappingNode:
		c.mapping(n, depth, aliased)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			c.walk(item, depth+1, aliased)
		}
	case yaml.ScalarNode:
		c.scalar(n)
	}
}

func yamlTooDeep() string { return fmt.Sprintf("is nested more than %d levels deep", yamlMaxDepth) }

func (c *yamlChecker) mapping(n *yaml.Node, depth int, aliased bool) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content) && !c.stopped; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !c.key(key) {
			continue
		}
		if first, ok := seen[key.Value]; ok && !aliased {
			c.add(key, fmt.Sprintf("the key %s occurs twice", inputQuote(key.Value)),
				fmt.Sprintf("it stands in line %d already", first.Line))
			continue
		}
		seen[key.Value] = key
		c.walk(value, depth+1, aliased)
	}
}

// key reports whether a key can be used.
func (c *yamlChecker) key(key *yaml.Node) bool {
	switch {
	case key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge":
		c.add(key, "merge keys (<<) are not supported", "write the fields out; groups give several clusters the same settings")
	case key.Kind != yaml.ScalarNode:
		hint := ""
		if key.Kind == yaml.MappingNode {
			hint = "{{ … }} is filled in by nobody here; quote a text that begins with a brace"
		}
		c.add(key, "a key must be a string (got "+yamlDescribe(key)+")", hint)
	case key.ShortTag() != "!!str" && key.ShortTag() != "!!timestamp":
		c.add(key, "a key must be a string (got "+yamlDescribe(key)+")", fmt.Sprintf("quote it: %s", inputQuote(key.Value)))
	default:
		return true
	}
	return false
}

// scalar refuses tags and numbers that JSON has no word for.
func (c *yamlChecker) scalar(n *yaml.Node) {
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!null", "!!bool", "!!timestamp":
	case "!!int":
		if _, ok := yamlInt(n); !ok {
			c.add(n, fmt.Sprintf("cannot read the number %s", inputShort(n.Value)), "quote it if it is a string")
		}
	case "!!float":
		if _, ok := yamlFloat(n); !ok {
			c.add(n, fmt.Sprintf("cannot use the number %s", inputShort(n.Value)), "quote it if it is a string")
		}
	default:
		c.add(n, fmt.Sprintf("the tag %s is not supported", inputShort(tag)), "")
	}
}

// yamlDescribe names a value the way problems speak of it.
func yamlDescribe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return n.Value
	case "!!int", "!!float":
		return "number " + n.Value
	}
	return inputQuote(n.Value)
}
