package format

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"

	"github.com/slipway-platform/slipway/generator/problem"
)

// rule is the one that every problem breaks: the input is not valid.
const rule = "invalid-input"

// SARIF writes problems in the Static Analysis Results Interchange Format 2.1.0,
// http://docs.oasis-open.org/sarif/sarif/v2.1.0. Version is Slipway's.
func SARIF(w io.Writer, ps problem.Problems, at Place, version string) error {
	results := []any{}
	for _, p := range ps {
		results = append(results, map[string]any{
			"ruleId": rule, "level": "error", "message": map[string]any{"text": whole(p)},
			"locations": []any{map[string]any{"physicalLocation": physical(p.Position, at)}},
		})
	}
	driver := map[string]any{
		"name": "slipway", "version": version, "informationUri": "https://github.com/slipway-platform/slipway",
		"rules": []any{map[string]any{"id": rule, "shortDescription": map[string]any{"text": "The platform's input is not valid."}}},
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	err := enc.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []any{map[string]any{"tool": map[string]any{"driver": driver}, "results": results}},
	})
	if err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

// physical is a place in the repository; a file as a whole has no region. What
// has no place stands at the platform: GitHub shows nothing that has none.
func physical(p problem.Position, at Place) map[string]any {
	p.File = cmp.Or(p.File, "platform.yaml")
	out := map[string]any{"artifactLocation": map[string]any{"uri": (&url.URL{Path: at(p.File)}).String(), "uriBaseId": "%SRCROOT%"}}
	if p.Line == 0 {
		return out
	}
	region := map[string]any{"startLine": p.Line}
	if p.Col > 0 {
		region["startColumn"] = p.Col
	}
	out["region"] = region
	return out
}
