package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"text/template"
)

// Answers are what a new platform.yaml is made from.
type Answers struct {
	Name       string
	Agent      string
	Profile    string
	Domain     string
	Repository string
	Branch     string
	Components []string
	Clusters   []string // the first is the hub
	Provider   string
	Context    string // the hub's kubeconfig context
}

// Platform writes a new platform.yaml. Load says whether the answers are good.
func Platform(src Sources, a Answers) ([]byte, error) {
	const name = "seeds/platform.yaml.tmpl"
	text, err := fs.ReadFile(src.Templates, name)
	if err != nil {
		return nil, fmt.Errorf("read seed: %w", err)
	}
	t, err := template.New(name).Delims("[[", "]]").Option("missingkey=error").Funcs(functions()).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("parse seed: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, a); err != nil {
		return nil, fmt.Errorf("write platform.yaml: %w", err)
	}
	return b.Bytes(), nil
}
