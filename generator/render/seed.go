package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"text/template"

	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Guide writes what a person or an assistant has to know to work on a platform.
func Guide(src Sources, p *platform.Platform, agent *platform.Agent) ([]byte, error) {
	const name = "seeds/AGENTS.md.tmpl"
	t, err := template.New("AGENTS.md.tmpl").Delims("[[", "]]").Option("missingkey=error").Funcs(functions()).ParseFS(src.Templates, name)
	if err != nil {
		return nil, fmt.Errorf("parse seed: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		Platform  *platform.Platform
		Title     string
		Manifests bool
	}{p, agent.Title, p.Delivery == manifests.Delivery}); err != nil {
		return nil, fmt.Errorf("write AGENTS.md: %w", err)
	}
	return b.Bytes(), nil
}

// Platform writes a new platform.yaml from what was said of metadata and spec.
// Load says whether that is good.
func Platform(src Sources, d *Document) ([]byte, error) {
	const name = "seeds/platform.yaml.tmpl"
	text, err := fs.ReadFile(src.Templates, name)
	if err != nil {
		return nil, fmt.Errorf("read seed: %w", err)
	}
	t, err := template.New(name).Delims("[[", "]]").Option("missingkey=error").Funcs(functions()).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("parse seed: %w", err)
	}
	metadata, err := d.Parts("metadata")
	if err != nil {
		return nil, err
	}
	spec, err := d.Parts("spec")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct{ Metadata, Spec []Part }{metadata, spec}); err != nil {
		return nil, fmt.Errorf("write platform.yaml: %w", err)
	}
	return b.Bytes(), nil
}
