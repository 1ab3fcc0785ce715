package manifests

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// hooksFor returns the hooks that the agent runs. One whose every moment is
// dropped goes; one that the agent would not run at its moment is refused,
// because to apply it with everything else would be something else.
func hooksFor(agent *platform.Agent, hooks []platform.Hook) ([]map[string]any, error) {
	var kept []map[string]any
	var refused []string
	for _, h := range hooks {
		switch {
		case slices.ContainsFunc(h.Events, func(e string) bool { return slices.Contains(agent.Hooks.Kept, e) }):
			o, err := withName(h.Object)
			if err != nil {
				return nil, err
			}
			kept = append(kept, o)
		case !slices.ContainsFunc(h.Events, func(e string) bool { return !slices.Contains(agent.Hooks.Dropped, e) }):
		default:
			refused = append(refused, fmt.Sprintf("%s (%s)", label(h.Object), strings.Join(h.Events, ", ")))
		}
	}
	if len(refused) > 0 {
		return nil, fmt.Errorf("%s does not run these hooks from Git:\n  %s\nswitch them off by the chart's values, in the component's config or in an override, or use delivery: charts",
			agent.Title, strings.Join(refused, "\n  "))
	}
	return kept, nil
}

// label names an object for people.
func label(o map[string]any) string {
	meta, _ := o["metadata"].(map[string]any)
	name, _ := meta["name"].(string)
	if name == "" {
		name, _ = meta["generateName"].(string)
	}
	return fmt.Sprint(o["kind"], " ", name)
}

// withName names an object that Helm would leave to the API server to name.
// Content decides, so that a hook which changed is another object.
func withName(o map[string]any) (map[string]any, error) {
	meta, _ := o["metadata"].(map[string]any)
	prefix, _ := meta["generateName"].(string)
	if name, _ := meta["name"].(string); name != "" {
		return o, nil
	}
	if prefix == "" {
		return nil, fmt.Errorf("a hook of kind %v has no name", o["kind"])
	}
	data, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("read hook %s: %w", label(o), err)
	}
	sum := sha256.Sum256(data)
	meta = maps.Clone(meta)
	delete(meta, "generateName")
	meta["name"] = prefix + hex.EncodeToString(sum[:3])
	out := maps.Clone(o)
	out["metadata"] = meta
	return out, nil
}
