package load

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// portNotes say which ports of nodes nothing on this machine leads to: of a
// kind cluster they cannot be reached, and kind can add none later.
func portNotes(p *platform.Platform) []string {
	var out []string
	for _, c := range p.Clusters {
		if c.Kind == nil || len(c.Kind.Ports) == 0 {
			continue // nobody asks for a way in
		}
		leads := map[int]bool{}
		for _, port := range c.Kind.Ports {
			leads[port.Node] = true
		}
		asked := map[int]string{}
		for _, pl := range c.Placements {
			nodePorts(pl.Unit.Variant.Config, pl.Unit.Variant.Component.Name, asked)
		}
		for _, port := range slices.Sorted(maps.Keys(asked)) {
			if !leads[port] {
				out = append(out, fmt.Sprintf("cluster %s: nothing on this machine leads to port %d of its node, which %s is; add {host: …, node: %d} under kind.ports",
					c.Name, port, asked[port], port))
			}
		}
	}
	return out
}

// nodePorts finds the fields nodePort of a component's config, and where they stand.
func nodePorts(v any, path string, out map[int]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if n, ok := wholeNumber(value); ok && key == "nodePort" {
				if at := path + "." + key; out[n] == "" || at < out[n] { // the same whatever the map's order
					out[n] = at
				}
				continue
			}
			nodePorts(value, path+"."+key, out)
		}
	case []any:
		for i, value := range v {
			nodePorts(value, fmt.Sprintf("%s[%d]", path, i), out)
		}
	}
}

func wholeNumber(v any) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	case float64:
		return int(n), n == float64(int(n))
	}
	return 0, false
}
