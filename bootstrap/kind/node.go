package kind

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/cluster/nodeutils"
)

// registries is where containerd looks for hosts.toml files.
const registries = "/etc/containerd/certs.d"

// SetMirrors tells every node's containerd where to pull from. It looks at
// each pull, so that nothing is restarted.
func (e *Engine) SetMirrors(ctx context.Context, name string, mirrors map[string][]string) error {
	if len(mirrors) == 0 {
		return nil
	}
	all, err := e.internal(name)
	if err != nil {
		return err
	}
	for _, node := range all {
		for _, host := range slices.Sorted(maps.Keys(mirrors)) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := nodeutils.WriteFile(node, path.Join(registries, host, "hosts.toml"), hostsFile(mirrors[host])); err != nil {
				return told("set the mirrors of "+name, err)
			}
		}
	}
	return nil
}

// internal are a cluster's nodes that run Kubernetes; there is one at least.
func (e *Engine) internal(name string) ([]nodes.Node, error) {
	all, err := e.provider(nil).ListInternalNodes(name)
	if err != nil {
		return nil, told("list the nodes of "+name, err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("kind cluster %s has no nodes", name)
	}
	slices.SortFunc(all, func(a, b nodes.Node) int { return strings.Compare(a.String(), b.String()) })
	return all, nil
}
