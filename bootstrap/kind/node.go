package kind

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/cluster/nodeutils"
	"sigs.k8s.io/kind/pkg/exec"
)

// registries is where containerd looks for hosts.toml files.
const registries = "/etc/containerd/certs.d"

// Gateway is the address at which a cluster's containers reach this machine.
func (e *Engine) Gateway(ctx context.Context, name string) (netip.Addr, error) {
	all, err := e.internal(name)
	if err != nil {
		return netip.Addr{}, err
	}
	out, err := exec.Output(all[0].CommandContext(ctx, "ip", "-4", "route", "show", "default"))
	if err != nil {
		return netip.Addr{}, told("find the gateway of "+name, err)
	}
	return gateway(string(out))
}

// gateway reads "default via 172.18.0.1 dev eth0".
func gateway(route string) (netip.Addr, error) {
	fields := strings.Fields(route)
	if i := slices.Index(fields, "via"); i >= 0 && i+1 < len(fields) {
		return netip.ParseAddr(fields[i+1])
	}
	return netip.Addr{}, fmt.Errorf("find the gateway: no default route in %q", strings.TrimSpace(route))
}

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
