//go:build e2e

package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// valueLayers are the places where a value may be set, from weak to strong.
func valueLayers() []string {
	return []string{"chart", "component", "profile", "platform", "group", "cluster", "override", "own"}
}

// layer is what one of them sets: the one key that all set, for itself everything
// that counts as nothing, and for every stronger one something in its place.
func layer(name string) map[string]any {
	out := map[string]any{"key": name}
	for _, l := range valueLayers()[slices.Index(valueLayers(), name)+1:] {
		out[l] = map[string]any{"off": true, "zero": 1, "text": "x", "list": []any{1}, "map": map[string]any{"weak": 1}, "none": 1}
	}
	if name != "chart" {
		out[name] = map[string]any{"off": false, "zero": 0, "text": "", "list": []any{}, "map": map[string]any{}, "none": nil, "only": nil}
	}
	return out
}

// layerText is layer as YAML and as CUE.
func layerText(name string) string {
	text, _ := json.Marshal(layer(name)) // plain values only: it cannot fail
	return string(text)
}

// layered are the layers of a chart on which these were set, the strongest last.
// To Helm null takes away what the chart itself sets, and is a value elsewhere;
// maps merge, so that an empty one changes nothing.
func layered(set ...string) map[string]any {
	out := map[string]any{"key": set[len(set)-1]}
	for _, l := range valueLayers()[1:] {
		if slices.Contains(set, l) {
			out[l] = map[string]any{"off": false, "zero": 0.0, "text": "", "list": []any{}, "map": map[string]any{"weak": 1.0}, "only": nil}
		} else {
			out[l] = map[string]any{"off": true, "zero": 1.0, "text": "x", "list": []any{1.0}, "map": map[string]any{"weak": 1.0}, "none": 1.0}
		}
	}
	return out
}

// layersComponent adds to the component web what its catalog and its profile set.
// A component's values cannot be set twice, so they leave the stronger ones alone.
const layersComponent = `package component

#Config: layers: key: *"component" | string
profiles: {
	lab: layers: PROFILE
	small: {}
	production: {}
}
values: layers: component: OWN
`

// writeLayers gives the lab's component web its two weakest layers.
func writeLayers(t *testing.T, l *lab) {
	t.Helper()
	own, err := json.Marshal(layer("component")["component"])
	if err != nil {
		t.Fatal(err)
	}
	l.write("catalog/web/layers.cue", strings.NewReplacer("PROFILE", layerText("profile"), "OWN", string(own)).Replace(layersComponent))
}
