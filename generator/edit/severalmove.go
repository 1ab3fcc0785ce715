package edit

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Route is where an entry is, and where it goes; its key is the last word of each.
type Route struct{ From, To []string }

// MoveEach returns text with entries in other maps, at their end, with the
// comments that stand above and behind them. Maps that are not there are made,
// and those go in which nothing else was.
func MoveEach(text []byte, routes []Route) ([]byte, error) {
	paths := make([][]string, len(routes))
	to := map[string][]string{}
	for i, r := range routes {
		paths[i] = r.From
		to[strings.Join(r.From, "\x00")] = r.To
	}
	return several(text, paths, func(s *source, path []string) ([]change, error) {
		return s.moved(Route{path, to[strings.Join(path, "\x00")]})
	})
}

func (s *source) moved(r Route) ([]change, error) {
	at, key, value, err := s.entry(r.From)
	if err != nil {
		return nil, err
	}
	common := 0
	for common < len(r.To) && common < len(r.From) && r.To[common] == r.From[common] {
		common++
	}
	gone := r.From
	for n := len(gone) - 1; n > common && len(find(&s.root, gone[:n]).Content) == 2; n-- {
		gone = gone[:n]
	}
	depth := common
	for depth < len(r.To)-1 && find(&s.root, r.To[:depth+1]) != nil {
		depth++
	}
	into := find(&s.root, r.To[:depth])
	c, err := s.put(into, r.To[:depth], s.written(at, key, value, r.To[depth:]))
	if err != nil {
		return nil, err
	}
	without, err := s.without(gone)
	if err != nil {
		return nil, err
	}
	comments := cut{}
	if at.Style&yaml.FlowStyle == 0 && len(gone) == len(r.From) {
		comments = s.commentsAbove(key)
	}
	if comments.from < comments.to {
		without = append(without, change{cut: comments})
	}
	return append(without, c), nil
}

// entryText is an entry that is to be written elsewhere: in braces where that is
// possible, and in lines, the first of which begin with a column.
type entryText struct {
	flow  string // empty where it cannot be
	lines []string
}

// written is an entry as it stands, below the keys that are made for it.
func (s *source) written(at, key, value *yaml.Node, under []string) entryText {
	var out entryText
	if start, end, ok := flowSpan(s.text, value); ok && value.Anchor == "" && !bytes.ContainsAny(s.text[start:end], "\r\n") {
		out.flow = string(s.text[start:end])
		for _, name := range slices.Backward(under[1:]) {
			out.flow = "{" + style{}.scalar(name, nil, true) + ": " + out.flow + "}"
		}
		out.flow = style{}.scalar(under[0], nil, true) + ": " + out.flow
	}
	last := style{}.scalar(under[len(under)-1], nil, true)
	if at.Style&yaml.FlowStyle != 0 {
		if start, end, ok := flowSpan(s.text, value); ok {
			out.lines = []string{last + ": " + string(s.text[start:end])}
		}
		return out.below(under)
	}
	start := offset(s.text, key.Line, key.Column)
	end := endOfBlock(s.text, key, key.Column-1)
	end += endOfLine(s.text[end:])
	_, behind, err := span(s.text, key)
	if err != nil {
		return entryText{}
	}
	if c := s.commentsAbove(key); c.from < c.to || bytes.IndexByte(s.text[behind:end], '#') >= 0 {
		out.flow = ""
		out.lines = linesFrom(s.text[c.from:c.to], key.Column-1)
	}
	body := last + string(s.text[behind:end])
	if start == behind {
		return entryText{}
	}
	out.lines = append(out.lines, linesFrom([]byte(body), key.Column-1)...)
	return out.below(under)
}

// below puts the keys above lines that are made for them.
func (e entryText) below(under []string) entryText {
	for n := len(under) - 2; n >= 0 && e.lines != nil; n-- {
		for i, line := range e.lines {
			if line != "" {
				e.lines[i] = "  " + line
			}
		}
		e.lines = append([]string{style{}.scalar(under[n], nil, true) + ":"}, e.lines...)
	}
	return e
}

// linesFrom are lines without the indentation that they have in a map of a column; the first of an entry has none.
func linesFrom(text []byte, column int) []string {
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n")
	if len(text) == 0 {
		return nil
	}
	for i, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		lines[i] = line[min(indent, column):]
	}
	return lines
}

// commentsAbove are the lines of comments right above an entry that are indented as it is.
func (s *source) commentsAbove(key *yaml.Node) cut {
	start := lineStart(s.text, offset(s.text, key.Line, key.Column))
	from := start
	for from > 0 {
		line := lineStart(s.text, from-1)
		content := bytes.TrimLeft(s.text[line:from], " ")
		if !bytes.HasPrefix(content, []byte("#")) || from-line-len(content) != key.Column-1 {
			break
		}
		from = line
	}
	return cut{from, start}
}

// put is where an entry goes, and how it is written there.
func (s *source) put(into *yaml.Node, path []string, e entryText) (change, error) {
	if into == nil || e.lines == nil {
		return change{}, errChangeYourself
	}
	if into.Kind != yaml.MappingNode || into.Style&yaml.FlowStyle != 0 {
		if e.flow == "" {
			return change{}, errChangeYourself
		}
		return putting(s.text, &s.root, into, e.flow, path)
	}
	indent := strings.Repeat(" ", into.Content[0].Column-1)
	for i, line := range e.lines {
		if line != "" {
			e.lines[i] = indent + line
		}
	}
	end := endOfBlock(s.text, into.Content[len(into.Content)-2], len(indent))
	return lineBelow(s.text, end, strings.Join(e.lines, newlineAt(s.text, end))), nil
}
