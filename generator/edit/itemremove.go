package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// cut is a part of a text that goes.
type cut struct{ from, to int }

// RemoveItems returns text without the items of the list at path that have these
// numbers. All other bytes stay as they are, comments above an item too.
func RemoveItems(text []byte, which []int, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	list := find(&root, path)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	which = slices.Compact(slices.Sorted(slices.Values(which)))
	out, err := removeItems(text, list, keyOf(find(&root, path[:len(path)-1]), path[len(path)-1]), which)
	if err == nil {
		err = provesItems(text, out, path, func(was []any) []any {
			left := []any{}
			for i, item := range was {
				if _, goes := slices.BinarySearch(which, i); !goes {
					left = append(left, item)
				}
			}
			return left
		})
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", list.Line, list.Column, strings.Join(path, "."), errRemoveYourself)
	}
	return out, nil
}

var errRemoveYourself = errors.New("remove it yourself, then run again")

func removeItems(text []byte, list, key *yaml.Node, which []int) ([]byte, error) {
	cutsOf := cutsInFlow
	if list.Style&yaml.FlowStyle == 0 {
		cutsOf = cutsInLines
	}
	cuts, ok := cutsOf(text, list, which)
	if !ok {
		return nil, errRemoveYourself
	}
	text = without(text, cuts)
	if len(which) == len(list.Content) && list.Style&yaml.FlowStyle == 0 {
		at := offset(text, key.Line, key.Column) // what is left of it is nothing, which is no list
		return splice(text, at+bytes.IndexByte(text[at:], ':')+1, " []"), nil
	}
	return text, nil
}

// without is a text less these parts, which follow each other.
func without(text []byte, cuts []cut) []byte {
	var out []byte
	at := 0
	for _, c := range cuts {
		out, at = append(out, text[at:max(at, c.from)]...), max(at, c.to)
	}
	return append(out, text[at:]...)
}

// linesOf are the lines of an item that stands behind a dash.
func linesOf(text []byte, list *yaml.Node, i int) (cut, bool) {
	dash, item := list.Column-1, list.Content[i]
	start := dashOf(text, offset(text, item.Line, item.Column), dash)
	if start < 0 {
		return cut{}, false
	}
	end := endOfBlock(text, item, dash)
	return cut{start, end + endOfLine(text[end:])}, true
}

// cutsInLines are the lines of the items that go: each by itself, as comments stand between them.
func cutsInLines(text []byte, list *yaml.Node, which []int) (cuts []cut, ok bool) {
	for _, i := range which {
		c, ok := linesOf(text, list, i)
		if !ok {
			return nil, false
		}
		if n := len(cuts); n > 0 && cuts[n-1].to == c.from {
			cuts[n-1].to = c.to
			continue
		}
		cuts = append(cuts, c)
	}
	if n := len(cuts) - 1; n >= 0 && cuts[n].to == len(text) && !bytes.HasSuffix(text, []byte("\n")) { // the last line stays one without an end
		cuts[n].from = len(bytes.TrimSuffix(bytes.TrimSuffix(text[:cuts[n].from], []byte("\n")), []byte("\r")))
	}
	return cuts, true
}

// bracesAt is where an item in braces stands.
func bracesAt(text []byte, item *yaml.Node) (cut, bool) {
	at := offset(text, item.Line, item.Column)
	if item.Kind != yaml.MappingNode || text[at] != '{' {
		return cut{}, false
	}
	end := closing(text, at) + 1
	return cut{at, end}, end > 0
}

// cutsInFlow are those that follow each other at once, with the comma that they share.
func cutsInFlow(text []byte, list *yaml.Node, which []int) (cuts []cut, ok bool) {
	for from := 0; from < len(which); {
		to := from
		for to+1 < len(which) && which[to+1] == which[to]+1 {
			to++
		}
		c, ok := cutInFlow(text, list, which[from], which[to])
		if !ok {
			return nil, false
		}
		cuts, from = append(cuts, c), to+1
	}
	return cuts, true
}

// cutInFlow are items in brackets with the comma behind them, or with the one
// before; not ok where a comment between items would go with that.
func cutInFlow(text []byte, list *yaml.Node, first, last int) (cut, bool) {
	near := list.Content[max(first-1, 0):min(last+2, len(list.Content))]
	at := make([]cut, len(near))
	for i, item := range near {
		var ok bool
		if at[i], ok = bracesAt(text, item); !ok {
			return cut{}, false
		}
	}
	own := at[min(first, 1):]
	c := cut{own[0].from, own[last-first].to}
	switch rest := bytes.TrimLeft(text[c.to:], " \t\r\n"); {
	case last+1 < len(list.Content):
		c.to = at[len(at)-1].from
	case first > 0:
		c.from = at[0].to
	case bytes.HasPrefix(rest, []byte(",")):
		c.to = len(text) - len(rest) + 1
	}
	for i := range at[1:] {
		between := cut{max(at[i].to, c.from), min(at[i+1].from, c.to)}
		if between.from < between.to && bytes.IndexByte(text[between.from:between.to], '#') >= 0 {
			return cut{}, false
		}
	}
	return c, true
}
