package kind

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"sigs.k8s.io/kind/pkg/cluster/nodeutils"
	"sigs.k8s.io/kind/pkg/exec"
)

// Kubeconfig reaches a cluster from this machine or, inside, from pods of clusters
// on kind's own network.
func (e *Engine) Kubeconfig(ctx context.Context, name string, inside bool) ([]byte, error) {
	text, err := e.provider(nil).KubeConfig(name, inside)
	if err != nil {
		return nil, told("read the kubeconfig of "+name, err)
	}
	if !inside || e.resolves() {
		return []byte(text), nil
	}
	address, err := e.address(ctx, name)
	if err != nil {
		return nil, err
	}
	return []byte(serveAt(text, address)), nil
}

// address is the first control plane's on kind's network: of all that a cluster
// has it alone is sure to be in the certificate of what answers there. It can be
// another one after a restart. The node is asked: nerdctl counts the interfaces of
// its pods among the container's.
func (e *Engine) address(ctx context.Context, name string) (string, error) {
	all, err := e.internal(name)
	if err != nil {
		return "", err
	}
	first, err := nodeutils.BootstrapControlPlaneNode(all)
	if err != nil {
		return "", fmt.Errorf("find the control plane of %s: %w", name, err)
	}
	known, err := exec.Output(first.CommandContext(ctx, "getent", "ahostsv4", first.String()))
	if err != nil {
		return "", told("find the address of "+first.String(), err)
	}
	address, _, _ := strings.Cut(string(known), " ")
	if _, err := netip.ParseAddr(address); err != nil {
		return "", fmt.Errorf("find the address of %s: it says %q", first, known)
	}
	return address, nil
}

// serveAt puts an address in the place of the host in a kubeconfig's server.
func serveAt(kubeconfig, address string) string {
	var out strings.Builder
	for line := range strings.Lines(kubeconfig) {
		before, server, found := strings.Cut(line, "server: https://")
		if found {
			_, port, _ := strings.Cut(server, ":")
			line = before + "server: https://" + net.JoinHostPort(address, port)
		}
		out.WriteString(line)
	}
	return out.String()
}
