package edit

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Append returns text with one more item, a plain word, at the end of the list
// at path. All other bytes stay as they are.
func Append(text []byte, item string, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	list := find(&root, path)
	if list == nil {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	out, err := appended(text, list, item)
	if err == nil {
		err = provesAppended(text, out, item, path)
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", list.Line, list.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

var errAppendYourself = errors.New("add it yourself, then run again")

func appended(text []byte, list *yaml.Node, item string) ([]byte, error) {
	if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return nil, errAppendYourself
	}
	_, end, err := span(text, list.Content[len(list.Content)-1])
	if err != nil {
		return nil, errAppendYourself
	}
	if list.Style&yaml.FlowStyle != 0 {
		return splice(text, end, ", "+item), nil
	}
	return below(text, end, strings.Repeat(" ", list.Column-1)+"- "+item), nil
}

// Insert returns text with a line below the scalar at path, as deep as that is:
// its neighbour, with a value that fits on the line.
func Insert(text []byte, key, value string, path ...string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	above, scalar := find(&root, path[:len(path)-1]), find(&root, path)
	if scalar == nil {
		return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
	}
	out, err := inserted(text, above, scalar, key+": "+value)
	if err == nil {
		err = provesInserted(text, out, key, value, path[:len(path)-1])
	}
	if err != nil {
		return nil, fmt.Errorf("%d:%d: %s: %w", scalar.Line, scalar.Column, strings.Join(path, "."), err)
	}
	return out, nil
}

func inserted(text []byte, above, scalar *yaml.Node, line string) ([]byte, error) {
	if above.Style&yaml.FlowStyle != 0 {
		return nil, errAppendYourself
	}
	_, end, err := span(text, scalar)
	if err != nil {
		return nil, errAppendYourself
	}
	return below(text, end, strings.Repeat(" ", above.Column-1)+line), nil
}

// below puts a line below the one that a place is in, with the end that lines have there.
func below(text []byte, at int, line string) []byte {
	c := lineBelow(text, at, line)
	return splice(text, c.from, c.text)
}

func lineBelow(text []byte, at int, line string) change {
	rest, newline := text[at:], newlineAt(text, at)
	length := endOfLine(rest)
	if !bytes.HasSuffix(rest[:length], []byte("\n")) {
		return insertion(at+length, newline+line)
	}
	return insertion(at+length, line+newline)
}

func splice(text []byte, at int, s string) []byte {
	return bytes.Join([][]byte{text[:at], []byte(s), text[at:]}, nil)
}

func provesAppended(before, after []byte, item string, path []string) error {
	return provesChange(before, after, path[:len(path)-1], func(at map[string]any) {
		list, _ := at[path[len(path)-1]].([]any)
		at[path[len(path)-1]] = append(list, item)
	})
}

func provesInserted(before, after []byte, key, value string, path []string) error {
	var v any
	if err := yaml.Unmarshal([]byte(value), &v); err != nil {
		return errAppendYourself
	}
	return provesChange(before, after, path, func(at map[string]any) { at[key] = v })
}

// provesChange reads the result and holds it against what was with the change made to the map at path.
func provesChange(before, after []byte, path []string, change func(at map[string]any)) error {
	var was, is any
	if err := errors.Join(yaml.Unmarshal(before, &was), yaml.Unmarshal(after, &is)); err != nil {
		return errAppendYourself
	}
	at := was
	for _, name := range path {
		at = value(at, name)
	}
	of, ok := at.(map[string]any)
	if !ok {
		return errAppendYourself
	}
	change(of)
	if !reflect.DeepEqual(was, is) {
		return errAppendYourself
	}
	return nil
}

// value is what stands below a key or a number, nil where nothing does.
func value(of any, name string) any {
	switch of := of.(type) {
	case map[string]any:
		return of[name]
	case []any:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(of) {
			return of[i]
		}
	}
	return nil
}
