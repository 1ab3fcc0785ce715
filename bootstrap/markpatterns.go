package bootstrap

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// markPatterns are keys of labels and annotations, and patterns for what stands there.
type markPatterns []struct {
	key     string
	pattern *regexp.Regexp
}

// compileMarks reads an agent's patterns for what it leaves on one cluster.
func compileMarks(marks []platform.MarkPattern, cluster string) (markPatterns, error) {
	out := make(markPatterns, len(marks))
	for i, m := range marks {
		pattern, err := regexp.Compile(strings.ReplaceAll(m.Pattern, "$cluster", regexp.QuoteMeta(cluster)))
		if err != nil {
			return nil, fmt.Errorf("read pattern of %s: %w", m.Mark, err)
		}
		out[i].key, out[i].pattern = m.Mark, pattern
	}
	return out, nil
}

// find returns the named groups of the first pattern that an object matches,
// nil where it matches none.
func (p markPatterns) find(m kube.Meta) map[string]string {
	for _, mark := range p {
		for _, have := range []map[string]string{m.Labels, m.Annotations} {
			value, ok := have[mark.key]
			found := mark.pattern.FindStringSubmatch(value)
			if !ok || found == nil {
				continue
			}
			groups := map[string]string{}
			for i, name := range mark.pattern.SubexpNames() {
				groups[name] = found[i]
			}
			return groups
		}
	}
	return nil
}
