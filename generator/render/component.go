package render

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Component writes the beginning of a component: of a chart, or of objects of its own where the chart has no name.
func Component(src Sources, name string, chart platform.Chart) ([]byte, error) {
	const file = "component.cue.tmpl"
	t, err := template.New(file).Delims("[[", "]]").Option("missingkey=error").ParseFS(src.Templates, "seeds/"+file)
	if err != nil {
		return nil, fmt.Errorf("parse seed: %w", err)
	}
	words := strings.ReplaceAll(name, "-", " ")
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		Name, Title, Renovate string
		Chart                 platform.Chart
	}{name, strings.ToUpper(words[:1]) + words[1:], renovate(chart), chart}); err != nil {
		return nil, fmt.Errorf("write component %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// renovate says where newer versions of a chart are, in the words of the comments that Renovate looks for.
func renovate(c platform.Chart) string {
	if registry, oci := strings.CutPrefix(c.Repository, "oci://"); oci {
		return "datasource=docker depName=" + strings.TrimSuffix(registry, "/") + "/" + c.Name
	}
	return "datasource=helm depName=" + c.Name + " registryUrl=" + c.Repository
}
