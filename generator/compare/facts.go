package compare

import (
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// spelled returns a value with its facts as a user writes them, since the
// placeholders of two platforms are not the same. Facts that it meets go into used.
func spelled(facts []platform.Fact, v any, used map[platform.Fact]bool) (any, error) {
	switch v := v.(type) {
	case string:
		if !platform.HasFact(v) {
			return v, nil
		}
		return platform.Spell(facts, v, func(f platform.Fact) string {
			used[f] = true
			return written(f)
		}, func(text string) string { return text })
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, e := range v {
			k, err := spelled(facts, key, used)
			if err != nil {
				return nil, err
			}
			if out[k.(string)], err = spelled(facts, e, used); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			var err error
			if out[i], err = spelled(facts, e, used); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return v, nil
}

// written is how a user writes a fact.
func written(f platform.Fact) string { return "$(cluster." + string(f) + ")" }

// changedFacts are the facts of either platform that a cluster has other values of.
func changedFacts(known []platform.Fact, from, to *platform.Cluster) []platform.Fact {
	var out []platform.Fact
	for _, f := range known {
		a, was := f.Of(from)
		b, is := f.Of(to)
		if a != b || was != is {
			out = append(out, f)
		}
	}
	return out
}

// knownFacts are those of both platforms, each once, sorted.
func knownFacts(from, to *platform.Platform) []platform.Fact {
	all := map[platform.Fact]bool{}
	for _, f := range slices.Concat(from.Facts, to.Facts) {
		all[f] = true
	}
	return slices.Sorted(maps.Keys(all))
}
