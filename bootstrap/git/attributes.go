package git

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// attribute is what a line of .gitattributes says: a name and set, unset, a value, or empty for unspecified.
type attribute struct{ name, value string }

const (
	attributeSet   = "set"
	attributeUnset = "unset"
)

// attributeRule is one line: what it says of the paths that it matches. One without a match defines a macro.
type attributeRule struct {
	macro string
	match func(path []string) bool
	says  []attribute
}

// attributes answers what git's attribute files say. Like ignore it reads only those on the way.
type attributes struct {
	root   string
	users  []attributeRule // the weakest
	own    []attributeRule // .git/info/attributes, the strongest
	macros map[string][]attribute
	cache  map[string][]attributeRule // by folder
}

func newAttributes(root, gitDir, attributesFile string) *attributes {
	a := &attributes{root: root, cache: map[string][]attributeRule{}, macros: map[string][]attribute{
		"binary": {{"diff", attributeUnset}, {"merge", attributeUnset}, {"text", attributeUnset}},
	}}
	a.users = a.read(userFile(attributesFile, "attributes"), nil)
	a.rules(nil) // the only other places where macros may be defined
	a.own = a.read(filepath.Join(commonDir(gitDir), "info", "attributes"), nil)
	return a
}

// of is what holds for a path: the last line that says something of an attribute decides.
func (a *attributes) of(p string) map[string]string {
	parts := strings.Split(p, "/")
	out := map[string]string{}
	a.apply(a.users, parts, out)
	for n := range parts { // from the root down: the nearest file has the last word
		a.apply(a.rules(parts[:n]), parts, out)
	}
	a.apply(a.own, parts, out)
	return out
}

func (a *attributes) apply(rules []attributeRule, path []string, out map[string]string) {
	for _, rule := range rules {
		if rule.match == nil || !rule.match(path) {
			continue
		}
		for _, said := range rule.says {
			out[said.name] = said.value
			if said.value != attributeSet {
				continue
			}
			for _, meant := range a.macros[said.name] {
				out[meant.name] = meant.value
			}
		}
	}
}

func (a *attributes) rules(folder []string) []attributeRule {
	key := path.Join(folder...)
	rules, ok := a.cache[key]
	if !ok {
		rules = a.read(filepath.Join(a.root, filepath.FromSlash(key), ".gitattributes"), folder)
		a.cache[key] = rules
	}
	return rules
}

// read reads an attributes file; one that is missing or unreadable has no rules, as in git.
func (a *attributes) read(file string, folder []string) []attributeRule {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	rules := attributeRules(string(data), folder)
	for _, rule := range rules {
		if rule.match == nil {
			a.macros[rule.macro] = rule.says
		}
	}
	return rules
}

// isText reports whether git would write a file's line ends as LF.
func isText(said map[string]string, byDefault bool) bool {
	switch {
	case said["text"] == attributeUnset:
		return false
	case said["text"] != "", slices.Contains([]string{"lf", "crlf"}, said["eol"]):
		return true
	}
	return byDefault
}
