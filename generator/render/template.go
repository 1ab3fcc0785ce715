package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"text/template"

	"github.com/Masterminds/sprig/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// arranger holds one agent's templates and one platform.
type arranger struct {
	folder    fs.FS
	platform  *platform.Platform
	agent     *platform.Agent
	templates *template.Template
	root      string // the path of gitops/ in the repository, with a slash at its end
	index     any    // what platform templates get
	// levels are those of Pod Security that all components of a namespace can run under, by its name.
	levels map[string]string
	// placements holds a *placedData for each slice of placements, by its first element.
	placements sync.Map
	// unitFiles holds the *unitFileData of each unit.
	unitFiles sync.Map
}

// allowed are the functions a template may call: those whose result depends on
// nothing but their arguments.
var allowed = [...]string{"quote", "indent", "nindent", "trim", "trimSuffix", "trimPrefix", "replace", "hasPrefix", "lower", "join", "list", "dict", "ternary", "b64enc", "sha256sum"}

// newArranger parses an agent's templates, and those in shared that all agents
// may use.
func newArranger(shared, folder fs.FS, p *platform.Platform, agent *platform.Agent) (*arranger, error) {
	t := template.New(agent.Name).Delims("[[", "]]").Option("missingkey=error").Funcs(functions())
	for _, from := range []fs.FS{shared, folder} {
		parts, err := fs.Glob(from, "_*.tmpl")
		if err != nil {
			return nil, fmt.Errorf("list templates: %w", err)
		}
		for _, name := range parts {
			if err := parse(t, from, name); err != nil {
				return nil, err
			}
		}
	}
	for _, f := range agent.Files {
		if !strings.HasSuffix(f.Template, ".tmpl") || t.Lookup(f.Template) != nil {
			continue
		}
		if err := parse(t, folder, f.Template); err != nil {
			return nil, err
		}
	}
	a := &arranger{folder: folder, platform: p, agent: agent, templates: t, root: Generated + "/", levels: levelsOf(p.Components)}
	if p.Repository.Path != "" {
		a.root = p.Repository.Path + "/" + a.root
	}
	return a, nil
}

// parse adds a template. One whose name begins with _ makes no file: it holds
// what others share.
func parse(t *template.Template, folder fs.FS, name string) error {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return fmt.Errorf("read template: %w", err)
	}
	if _, err := t.New(name).Parse(string(text)); err != nil {
		return fmt.Errorf("parse template: %w", err)
	}
	return nil
}

func functions() template.FuncMap {
	all := sprig.HermeticTxtFuncMap()
	out := template.FuncMap{"toYaml": toYAML, "toJson": toJSON, "variable": variable}
	for _, name := range allowed {
		out[name] = all[name]
	}
	return out
}

func (a *arranger) execute(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := a.templates.ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// toYAML writes a value on as many lines as it needs, without a newline at the
// end. Plain words take a short cut; everything else is the library's.
func toYAML(v any) (string, error) {
	if s, ok := v.(string); ok && plainWord(s) {
		return s, nil
	}
	b, err := Marshal(v)
	return strings.TrimSuffix(string(b), "\n"), err
}

// plainWord reports whether a string is the same in YAML without quotes: it
// begins with a letter, holds nothing that YAML reads, and is none of the words
// that some reader takes for a boolean or null.
func plainWord(s string) bool {
	if s == "" || len(s) < 6 || !letter(s[0]) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		ok := letter(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '/' || c == '_'
		if !ok {
			return false
		}
	}
	return true
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// toJSON writes a value on one line, with sorted keys. Nil maps are empty ones.
func toJSON(v any) (string, error) {
	if m, ok := v.(map[string]string); ok && m == nil {
		return "{}", nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
