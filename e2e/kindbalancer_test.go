//go:build e2e

package e2e

import (
	"encoding/binary"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/e2e/kindnode"
)

const kindBalancerPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://127.0.0.1:PORT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"oci://ghcr.io/fluxcd": "oci://REGISTRY/fluxcd", "https://metallb.github.io/metallb": "oci://REGISTRY/charts"}
  components:
    metallb: {config: {addresses: [192.0.2.10-192.0.2.20]}}
    app: {config: {version: "1", service: LoadBalancer}}
  clusters:
    - {name: hub, role: hub, provider: kind, kind: {MADE}}
`

// metalLBVersion is what the catalog takes, and what is compiled.
const metalLBVersion = "v0.16.1"

// kindBalancer is a Service of type LoadBalancer, which this machine reaches with
// no tunnel and no further right: MetalLB from its own chart gives it an address
// of the nodes' network, and answers for it.
func kindBalancer(t *testing.T, h *kindHost) {
	mayCompile(t, "metallb-controller", "metallb-speaker")
	h.publishFlux(t)
	h.publishMetalLB(t)
	h.pushImage(t, h.appImage(t), "library/app:1")
	l := h.lab(t, h.platform(t, kindBalancerPlatform))
	l.write("catalog/app/component.cue", kindApp)
	pool := endOfNetwork(t, l.make())
	l.edit("platform.yaml", "192.0.2.10-192.0.2.20", pool.first.String()+"-"+pool.last.String())
	l.installAgent()
	hub := l.client("hub")
	t.Log("the Service has an address of the pool, and this machine reaches it")
	at := balanced(t, l, hub)
	if at.Less(pool.first) || pool.last.Less(at) {
		t.Errorf("the Service has %s, which is not of %v", at, pool)
	}
	l.answersAt(at.String())

	t.Log("another address is asked for through Git, and leads to the app")
	fewer := pool.last.String() + "/32"
	l.edit("platform.yaml", pool.first.String()+"-"+pool.last.String(), fewer)
	l.land()
	l.eventually(hub, kindAppService, "at "+pool.last.String(), func(obj map[string]any) bool {
		given := ingressOf(obj)
		return len(given) == 1 && given[0] == pool.last.String()
	})
	l.answersAt(pool.last.String())
	l.run("status", "--wait", "1m")
	l.sink()
}

var kindAppService = kube.Ref{APIVersion: "v1", Kind: "Service", Namespace: "app", Name: "app"}

// balanced is the address that the app's Service has.
func balanced(t *testing.T, l *lab, hub *kube.Client) netip.Addr {
	t.Helper()
	given := ingressOf(l.get(hub, kindAppService))
	if len(given) != 1 {
		t.Fatalf("the Service has the addresses %v", given)
	}
	at, err := netip.ParseAddr(given[0])
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func ingressOf(service map[string]any) []string {
	status, _ := service["status"].(map[string]any)
	balancer, _ := status["loadBalancer"].(map[string]any)
	ingress, _ := balancer["ingress"].([]any)
	var given []string
	for _, i := range ingress {
		given = append(given, fmt.Sprint(i.(map[string]any)["ip"]))
	}
	return given
}

// addressRange is addresses that follow each other.
type addressRange struct{ first, last netip.Addr }

// endOfNetwork is the last addresses of the network that this machine has an
// address of; engines give from its beginning.
func endOfNetwork(t *testing.T, own string) addressRange {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(addresses, func(a net.Addr) bool { return strings.HasPrefix(a.String(), own+"/") })
	if i < 0 {
		t.Fatalf("%s is no address of this machine's: %v", own, addresses)
	}
	subnet := netip.MustParsePrefix(addresses[i].String()).Masked()
	start := subnet.Addr().As4()
	broadcast := binary.BigEndian.Uint32(start[:]) | (1<<(32-subnet.Bits()) - 1)
	at := func(n uint32) netip.Addr {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], n)
		return netip.AddrFrom4(a)
	}
	return addressRange{at(broadcast - 11), at(broadcast - 1)}
}

// publishMetalLB pushes MetalLB's chart as its module has it, and the images that
// the chart names, from what was compiled. Who sends packets of his own is root.
func (h *kindHost) publishMetalLB(t *testing.T) {
	t.Helper()
	programs := build(t, "metallb-controller", "metallb-speaker")
	h.program(t, programs["metallb-controller"], "metallb/controller:"+metalLBVersion)
	h.programAs(t, programs["metallb-speaker"], kindnode.Root, "metallb/speaker:"+metalLBVersion)
	dir := filepath.Join(fetchModule(t, "go.universe.tf/metallb@"+metalLBVersion), "charts", "metallb")
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.pushImage(t, chartOf(t, "metallb", files), "charts/metallb:"+metalLBVersion[1:])
}
