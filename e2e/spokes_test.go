//go:build e2e && linux

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// spokes stand for clusters that somebody else made: as many addresses on
// loopback as there are clusters, behind all of which is one real API server. An
// agent has a client, a cache and watches for each. What one cluster has, all
// have, so objects are named by cluster; and no cluster is far away.
type spokes struct {
	plane  local.ControlPlane
	keeper *local.Keeper
	names  []string
	hosts  map[string]string // host:port by name
}

// newSpokes ends them with the test.
func newSpokes(t testing.TB, count int) *spokes {
	t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := local.Build(t.Context(), cache, local.ControlPlanePrograms(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &spokes{keeper: local.NewKeeper(), hosts: map[string]string{}}
	t.Cleanup(func() { s.keeper.Close() })
	s.plane = local.ControlPlane{Name: "spokes", Dir: filepath.Join(t.TempDir(), "spokes"), Programs: programs}
	for i := range count {
		s.plane.Further = append(s.plane.Further, netip.AddrFrom4([4]byte{127, 1, byte(i / 250), byte(i%250 + 1)}))
		s.names = append(s.names, fmt.Sprintf("c%04d", i+1))
	}
	if err := s.plane.Start(t.Context(), s.keeper); err != nil {
		t.Fatal(err)
	}
	server, _ := s.server(t)
	_, port, _ := net.SplitHostPort(server)
	for i, name := range s.names {
		s.hosts[name] = net.JoinHostPort(s.plane.Further[i].String(), port)
		forward(t, s.hosts[name], server)
	}
	return s
}

// server is the API server's own address, and what the one user has.
func (s *spokes) server(t testing.TB) (host string, access map[string]any) {
	t.Helper()
	data, err := os.ReadFile(s.plane.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Clusters []struct{ Cluster map[string]any }
		Users    []map[string]any
	}
	if err := yaml.Unmarshal(data, &file); err != nil || len(file.Clusters) != 1 || len(file.Users) != 1 {
		t.Fatal("the kubeconfig of the spokes is of another kind", err)
	}
	server, _ := file.Clusters[0].Cluster["server"].(string)
	return strings.TrimPrefix(server, "https://"), map[string]any{"cluster": file.Clusters[0].Cluster, "user": file.Users[0]}
}

// forward connects whoever comes to one address with another, byte for byte.
func forward(t testing.TB, from, to string) {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			go connect(in, to)
		}
	}()
}

func connect(in net.Conn, to string) {
	defer in.Close()
	out, err := net.Dial("tcp", to)
	if err != nil {
		return // as where a server is down
	}
	defer out.Close()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
		both.Go(func() {
			_, _ = io.Copy(way[1], way[0]) // an end is an end, however it comes
			_ = way[1].(*net.TCPConn).CloseWrite()
		})
	}
	both.Wait()
}

// useContexts makes KUBECONFIG one with a context for each.
func (s *spokes) useContexts(t *testing.T) {
	t.Helper()
	_, access := s.server(t)
	type entry = map[string]any
	var clusters, contexts []entry
	for _, name := range s.names {
		ca := access["cluster"].(map[string]any)["certificate-authority-data"]
		clusters = append(clusters, entry{"name": name, "cluster": entry{"server": "https://" + s.hosts[name], "certificate-authority-data": ca}})
		contexts = append(contexts, entry{"name": name, "context": entry{"cluster": name, "user": "spokes"}})
	}
	data, err := yaml.Marshal(entry{"apiVersion": "v1", "kind": "Config", "clusters": clusters, "contexts": contexts, "users": []any{access["user"]}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := local.WritePrivate(path, data); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", path)
}

// yaml are their entries in spec.clusters.
func (s *spokes) yaml() string {
	var b strings.Builder
	for _, name := range s.names {
		fmt.Fprintf(&b, "    - {name: %s, provider: existing, context: %s, server: \"https://%s\"}\n", name, name, s.hosts[name])
	}
	return b.String()
}
