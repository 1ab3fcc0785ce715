package kind

import (
	"net/netip"
	"testing"
)

func TestGatewayIsTheDefaultRoute(t *testing.T) {
	if got, err := gateway("default via 172.18.0.1 dev eth0 \n"); err != nil || got.String() != "172.18.0.1" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := gateway("\n"); err == nil {
		t.Errorf("got %v", got)
	}
}

// TestWhatThisMachineIsForContainers where the gateway of their network is none
// of its addresses. The lines are those of getent in a container.
func TestWhatThisMachineIsForContainers(t *testing.T) {
	own := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.0.2.10")}
	for engine, tt := range map[string]struct{ known, address, name string }{
		"Docker Desktop":    {"192.168.65.254  STREAM host.docker.internal\n192.168.65.254  DGRAM  \n192.168.65.254  RAW    \n", "192.168.65.254", "host.docker.internal"},
		"podman machine":    {"192.168.127.254 STREAM host.containers.internal\n192.168.127.254 DGRAM  \n", "192.168.127.254", "host.containers.internal"},
		"Podman on Linux":   {"192.0.2.10      STREAM host.containers.internal\n", "192.0.2.10", ""},
		"Lima":              {"192.168.5.2     STREAM host.lima.internal\n", "192.168.5.2", "host.lima.internal"},
		"no name":           {"", "172.18.0.1", ""},
		"not an address":    {"?? STREAM host.docker.internal\n", "172.18.0.1", ""},
		"nobody's business": {"192.0.2.99 STREAM git.example.com\n", "172.18.0.1", ""},
	} {
		if got := hostIn(tt.known, netip.MustParseAddr("172.18.0.1"), own); got.Address.String() != tt.address || got.Name != tt.name {
			t.Errorf("%s: got %+v", engine, got)
		}
	}
}
