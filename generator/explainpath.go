package generator

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// parsePath reads a path as problems write it: issuer.kind, hosts[0].name, labels["a.b/c"].
func parsePath(text string) ([]any, error) {
	path, ok := load.ParsePath(text)
	if !ok {
		return nil, problem.Problems{{Message: fmt.Sprintf("%q is no path", text), Hint: `write it as config.issuer.kind, values.hosts[0] or values.labels["a.b/c"]`}}
	}
	return path, nil
}
