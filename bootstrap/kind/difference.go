package kind

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Differences says in the words of platform.yaml what a cluster was made with
// and what is asked for, field by field.
func Differences(made, wanted platform.Kind) ([]string, error) {
	before, err := flat(made)
	if err != nil {
		return nil, err
	}
	after, err := flat(wanted)
	if err != nil {
		return nil, err
	}
	var out []string
	paths := maps.Clone(before)
	maps.Copy(paths, after)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		switch was, had := before[path]; {
		case !had:
			out = append(out, fmt.Sprintf("%s is %s and was not there", path, after[path]))
		case after[path] == "":
			out = append(out, fmt.Sprintf("%s is no longer there and was %s", path, was))
		case was != after[path]:
			out = append(out, fmt.Sprintf("%s is %s and was %s", path, after[path], was))
		}
	}
	return out, nil
}

// flat lists the scalars of a description by path.
func flat(k platform.Kind) (map[string]string, error) {
	data, err := yaml.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("compare the description of a cluster: %w", err)
	}
	var tree any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("compare the description of a cluster: %w", err)
	}
	out := map[string]string{}
	walk("kind", tree, out)
	return out, nil
}

func walk(path string, v any, out map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			walk(path+"."+key, value, out)
		}
	case []any:
		for i, value := range v {
			walk(fmt.Sprintf("%s[%d]", path, i), value, out)
		}
	case nil:
	default:
		out[path] = fmt.Sprintf("%v", v)
	}
}
