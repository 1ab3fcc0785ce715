package generator

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/compare"
)

// written is an object in the files of a component, as far as its lines tell.
type written struct{ kind, namespace, name string }

// become says what an object loses that was written as text, where objects are what the
// files hold by now: all of it, or what changes of one that keeps something.
func (o written) become(text string, objects map[written]string) (compare.Object, bool) {
	now, there := objects[o]
	switch {
	case !there:
		return compare.Object{Kind: o.kind, Namespace: o.namespace, Name: o.name, Change: compare.Removed}, true
	case now == text:
		return compare.Object{}, false
	}
	var from, to map[string]any
	if yaml.Unmarshal([]byte(text), &from) != nil || yaml.Unmarshal([]byte(now), &to) != nil {
		return compare.Object{}, false // a template of the agent's: only what goes is known of it
	}
	return compare.ChangedObject(from, to)
}

// objectsIn reads the lines that say what an object is, wherever it stands: files
// may be templates of the agent's and so no YAML, or hold objects as text, but
// those lines are always Slipway's own, and an object begins with its apiVersion.
// With them comes the text of those that keep something.
func objectsIn(text []byte) map[written]string {
	out := map[written]string{}
	o, base, in := written{}, 0, ""
	var from []byte // where the object begins
	note := func() {
		if in != "metadata" || o.kind == "" || o.name == "" {
			return
		}
		out[o] = ""
		if compare.Guarded(o.kind) {
			out[o] = objectText(from, base)
		}
	}
	for rest := text; len(rest) > 0; {
		begin := rest
		var whole []byte
		whole, rest = nextLine(rest)
		line := strings.TrimRight(string(whole), "\r\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		key, value, _ := strings.Cut(line[indent:], ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case key == "apiVersion":
			o, base, in, from = written{}, indent, "", begin
		case indent == base && key == "kind":
			o.kind = value
		case indent == base:
			note()
			in = key
		case indent == base+2 && in == "metadata" && key == "name":
			o.name = value
		case indent == base+2 && in == "metadata" && key == "namespace":
			o.namespace = value
		}
	}
	note()
	return out
}

func nextLine(text []byte) (line, rest []byte) {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		return text[:end+1], text[end+1:]
	}
	return text, nil
}

// objectText is the object that a text begins with, whose lines are indented so far,
// as it stands by itself: until one that is indented less, or until another begins.
func objectText(text []byte, indent int) string {
	var b strings.Builder
	for line, rest := nextLine(text); len(line) > 0; line, rest = nextLine(rest) {
		blank := len(bytes.TrimSpace(line)) == 0
		deep := len(line) - len(bytes.TrimLeft(line, " "))
		ends := deep < indent || deep == indent && (bytes.HasPrefix(line[deep:], []byte("---")) || bytes.HasPrefix(line[deep:], []byte("apiVersion:")))
		if b.Len() > 0 && !blank && ends {
			break
		}
		if blank {
			b.WriteByte('\n')
			continue
		}
		b.Write(line[indent:])
	}
	return strings.TrimRight(b.String(), "\n")
}
