package edit

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Put returns text with one more entry, on one line, at the end of the map at
// path; both may be empty. All other bytes stay as they are.
func Put(text []byte, key, value string, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	at := find(&root, path)
	if at == nil {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	out, err := put(text, &root, at, key+": "+value, path)
	if err == nil {
		err = provesPut(text, out, key, value, path)
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", at.Line, at.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

func put(text []byte, root, at *yaml.Node, entry string, path []string) ([]byte, error) {
	c, err := putting(text, root, at, entry, path)
	return splice(text, c.from, c.text), err
}

// putting is where an entry goes, and how it is written there.
func putting(text []byte, root, at *yaml.Node, entry string, path []string) (change, error) {
	switch {
	case at.Kind == yaml.MappingNode && at.Style&yaml.FlowStyle != 0:
		return puttingInFlow(text, at, entry)
	case at.Kind == yaml.MappingNode && len(at.Content) > 0:
		indent := at.Content[0].Column - 1
		return lineBelow(text, endOfBlock(text, at.Content[len(at.Content)-2], indent), strings.Repeat(" ", indent)+entry), nil
	case at.Kind == yaml.ScalarNode && at.Tag == "!!null" && at.Value == "" && len(path) > 0:
		above := find(root, path[:len(path)-1])
		if above.Style&yaml.FlowStyle != 0 {
			return change{}, errAppendYourself
		}
		for i := 0; i+1 < len(above.Content); i += 2 {
			if name := above.Content[i]; name.Value == path[len(path)-1] {
				return lineBelow(text, offset(text, name.Line, name.Column), strings.Repeat(" ", name.Column+1)+entry), nil
			}
		}
	}
	return change{}, errAppendYourself
}

// putInFlow puts an entry before the brace that closes a map.
func putInFlow(text []byte, at *yaml.Node, entry string) ([]byte, error) {
	c, err := puttingInFlow(text, at, entry)
	return splice(text, c.from, c.text), err
}

func puttingInFlow(text []byte, at *yaml.Node, entry string) (change, error) {
	start := offset(text, at.Line, at.Column)
	if len(at.Content) == 0 {
		if !bytes.HasPrefix(text[start:], []byte("{}")) {
			return change{}, errAppendYourself
		}
		return insertion(start+1, entry), nil
	}
	end := closing(text, start)
	if end < 0 {
		return change{}, errAppendYourself
	}
	last := len(bytes.TrimRight(text[:end], " \t\r\n"))
	if text[last-1] == ',' {
		return insertion(last, " "+entry), nil
	}
	return insertion(last, ", "+entry), nil
}

// closing is where the brace is that closes the one at start, -1 where it is
// hard to tell: in comments, and in quotes of the other kind.
func closing(text []byte, start int) int {
	depth, quote := 0, byte(0)
	for i := start; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#' && (text[i-1] == ' ' || text[i-1] == '\n'):
			return -1
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// endOfBlock is in the last line of the entry that begins with key, in a map
// whose keys are indented so far: what is indented further belongs to it, and
// so do items whose dashes stand below the key.
// Comments and empty lines at the end are whoever's comes next.
func endOfBlock(text []byte, key *yaml.Node, indent int) int {
	end := offset(text, key.Line, key.Column)
	for at := end + endOfLine(text[end:]); at < len(text); at += endOfLine(text[at:]) {
		line := text[at : at+endOfLine(text[at:])]
		content := bytes.TrimLeft(line, " ")
		column := len(line) - len(content)
		switch below := column == indent && key.Column-1 == indent && isItem(content); {
		case len(bytes.TrimSpace(content)) == 0 || content[0] == '#':
			continue
		case column <= indent && !below:
			return end
		}
		end = at
	}
	return end
}

// isItem is whether the rest of a line begins with the dash of an item.
func isItem(rest []byte) bool {
	return bytes.HasPrefix(rest, []byte("-")) && (len(rest) == 1 || strings.ContainsRune(" \t\r\n", rune(rest[1])))
}

func provesPut(before, after []byte, key, value string, path []string) error {
	var v any
	if err := yaml.Unmarshal([]byte(value), &v); err != nil {
		return errAppendYourself
	}
	add := func(entries map[string]any) {
		if _, there := entries[key]; !there {
			entries[key] = v
		}
	}
	if err := provesChange(before, after, path, add); err == nil || len(path) == 0 {
		return err
	}
	return provesChange(before, after, path[:len(path)-1], func(at map[string]any) { // where nothing was a map is now
		if name := path[len(path)-1]; at[name] == nil {
			at[name] = map[string]any{key: v}
		}
	})
}
