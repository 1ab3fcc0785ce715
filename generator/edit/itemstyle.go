package edit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// style is how somebody writes the items of a list.
type style struct {
	braces bool // items stand in braces
	dash   int  // the column, from 0, of the dash before an item in lines,
	keys   int  // and that of its keys
	// like are the values that an item has already, by key: the last of each.
	like map[string]*yaml.Node
	// quote is what stands around texts that need it, where it is not told by like.
	quote byte
}

func styleOf(text []byte, list *yaml.Node) style {
	st := style{dash: list.Column - 1, keys: list.Column + 1, like: map[string]*yaml.Node{}}
	for _, item := range list.Content {
		if item.Kind != yaml.MappingNode {
			continue
		}
		st.braces = item.Style&yaml.FlowStyle != 0
		if !st.braces && len(item.Content) > 0 {
			st.keys = item.Content[0].Column - 1
		}
		for i := 0; i+1 < len(item.Content); i += 2 {
			st.like[item.Content[i].Value] = item.Content[i+1]
		}
	}
	st.quote = quoteIn(list)
	return st
}

// quoteIn is the quote of the last text in quotes, 0 where there is none.
func quoteIn(node *yaml.Node) (quote byte) {
	switch {
	case node.Kind == yaml.ScalarNode && node.Style&yaml.SingleQuotedStyle != 0:
		return '\''
	case node.Kind == yaml.ScalarNode && node.Style&yaml.DoubleQuotedStyle != 0:
		return '"'
	}
	for _, below := range node.Content {
		if q := quoteIn(below); q != 0 {
			quote = q
		}
	}
	return quote
}

// dashed reports whether an item stands behind a dash where the style says.
func (st style) dashed(text []byte, item *yaml.Node) bool {
	return dashOf(text, offset(text, item.Line, item.Column), st.dash) >= 0
}

// dashOf is the beginning of the line with an item's dash, -1 where it is not in the column that it should be in.
func dashOf(text []byte, item, column int) int {
	for line := lineStart(text, item); ; line = lineStart(text, line-1) {
		begin := text[line:]
		content := bytes.TrimLeft(begin, " ")
		switch indent := len(begin) - len(content); {
		case indent == column && content[0] == '-':
			return line
		case line == 0 || indent <= column && len(bytes.TrimSpace(content[:endOfLine(content)])) > 0:
			return -1
		}
	}
}

// inBraces writes items as {key: value}.
func (st style) inBraces(items []Map) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = st.flow(item, st.like)
	}
	return out
}

func (st style) flow(m Map, like map[string]*yaml.Node) string {
	parts := make([]string, len(m))
	for i, f := range m {
		parts[i] = st.scalar(f.Key, nil, true) + ": " + st.flowOf(f.Value, like[f.Key])
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// flowOf writes a value that stands in braces.
func (st style) flowOf(v any, like *yaml.Node) string {
	if below, ok := v.(Map); ok {
		return st.flow(below, entries(like))
	}
	return st.scalar(v, like, true)
}

// lines writes items as lines, or in braces behind a dash.
func (st style) lines(items []Map) (out []string) {
	dash := strings.Repeat(" ", st.dash) + "-"
	for _, item := range items {
		if st.braces {
			out = append(out, dash+" "+st.flow(item, st.like))
			continue
		}
		lines := st.block(item, st.like, st.keys)
		lines[0] = dash + lines[0][len(dash):]
		out = append(out, lines...)
	}
	return out
}

// block writes a map, a key on each line. Maps in it are in braces, unless those that are there are not.
func (st style) block(m Map, like map[string]*yaml.Node, indent int) (out []string) {
	begin := strings.Repeat(" ", indent)
	for _, f := range m {
		key := begin + st.scalar(f.Key, nil, false) + ":"
		of := like[f.Key]
		below, isMap := f.Value.(Map)
		switch {
		case !isMap:
			out = append(out, key+" "+st.scalar(f.Value, of, false))
		case of != nil && of.Kind == yaml.MappingNode && of.Style&yaml.FlowStyle == 0 && len(of.Content) > 0:
			deeper := of.Content[0].Column - 1
			if deeper <= indent { // it is of an item that stands further to the left
				deeper = indent + 2
			}
			out = append(append(out, key), st.block(below, entries(of), deeper)...)
		default:
			out = append(out, key+" "+st.flow(below, entries(of)))
		}
	}
	return out
}

func entries(node *yaml.Node) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if node != nil && node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			out[node.Content[i].Value] = node.Content[i+1]
		}
	}
	return out
}

// scalar writes a value with the quotes that like has, and as few as possible where there is none.
func (st style) scalar(v any, like *yaml.Node, inFlow bool) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	quote := byte(0)
	if like != nil {
		quote = quoteIn(like)
	}
	if quote == 0 && bare(s, inFlow) {
		return s
	}
	if quote == 0 {
		quote = st.quote
	}
	if quote == '\'' && printable(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return strconv.QuoteToGraphic(s)
}

// bare reports whether a text reads as itself without quotes, by every version of YAML.
func bare(s string, inFlow bool) bool {
	written, err := yaml.Marshal(s)
	if err != nil || string(written) != s+"\n" {
		return false
	}
	frame := "k: " + s
	if inFlow {
		frame = "{k: " + s + "}"
	}
	var read map[string]any
	return yaml.Unmarshal([]byte(frame), &read) == nil && len(read) == 1 && read["k"] == any(s)
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) })
}

// Block writes a map as a text of its own, a key on each line.
func Block(m Map) []byte {
	return []byte(strings.Join(style{}.block(m, nil, 0), "\n") + "\n")
}
