package kind

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"
)

// hostNames are what engines that run in a virtual machine call this one in
// their containers: Docker Desktop, Podman, Rancher Desktop and Lima.
func hostNames() []string {
	return []string{"host.docker.internal", "host.containers.internal", "host.rancher-desktop.internal", "host.lima.internal"}
}

// Host is how a cluster's containers reach this machine.
type Host struct {
	Address netip.Addr
	// Name is set where that address is none of this machine's own: what is sent to
	// this name comes out on its loopback.
	Name string
}

// Host is the gateway of kind's network where containers run on this machine
// itself, and elsewhere what the engine makes known for that.
func (e *Engine) Host(ctx context.Context, name string) (Host, error) {
	all, err := e.internal(name)
	if err != nil {
		return Host{}, err
	}
	route, err := exec.Output(all[0].CommandContext(ctx, "ip", "-4", "route", "show", "default"))
	if err != nil {
		return Host{}, told("find the gateway of "+name, err)
	}
	via, err := gateway(string(route))
	if err != nil {
		return Host{}, err
	}
	own, err := ownAddresses()
	if err != nil {
		return Host{}, err
	}
	if slices.Contains(own, via) {
		return Host{Address: via}, nil
	}
	// getent fails where one name is not known, and prints those that are.
	known, _ := exec.Output(all[0].CommandContext(ctx, "getent", append([]string{"ahostsv4"}, hostNames()...)...))
	return hostIn(string(known), via, own), nil
}

// gateway reads "default via 172.18.0.1 dev eth0".
func gateway(route string) (netip.Addr, error) {
	fields := strings.Fields(route)
	if i := slices.Index(fields, "via"); i >= 0 && i+1 < len(fields) {
		return netip.ParseAddr(fields[i+1])
	}
	return netip.Addr{}, fmt.Errorf("find the gateway: no default route in %q", strings.TrimSpace(route))
}

// hostIn reads lines such as "192.168.65.254 STREAM host.docker.internal".
func hostIn(known string, gateway netip.Addr, own []netip.Addr) Host {
	for line := range strings.Lines(known) {
		fields := strings.Fields(line)
		if len(fields) < 3 || !slices.Contains(hostNames(), fields[2]) {
			continue
		}
		address, err := netip.ParseAddr(fields[0])
		switch {
		case err != nil:
			continue
		case slices.Contains(own, address):
			return Host{Address: address}
		}
		return Host{Address: address, Name: fields[2]}
	}
	return Host{Address: gateway}
}

func ownAddresses() ([]netip.Addr, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("list this machine's addresses: %w", err)
	}
	var out []netip.Addr
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			out = append(out, prefix.Addr().Unmap())
		}
	}
	return out, nil
}
