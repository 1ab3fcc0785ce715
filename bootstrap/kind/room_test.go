package kind

import (
	"net"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestRoomForNodes: two small clusters fit where a distribution has raised nothing.
func TestRoomForNodes(t *testing.T) {
	for _, tt := range []struct {
		has, there, more int
		fits             bool
	}{{128, 1, 1, true}, {128, 1, 2, false}, {128, 2, 1, false}, {512, 3, 8, true}, {512, 10, 10, false}, {8192, 50, 50, true}} {
		err := room(tt.has, tt.there, tt.more)
		if (err == nil) != tt.fits || err != nil && !strings.Contains(err.Error(), "sysctl fs.inotify.max_user_instances=") {
			t.Errorf("%+v: got %v", tt, err)
		}
	}
}

// TestRoomIsAskedOfANodeThatRuns: the engine may be on another machine than this.
func TestRoomIsAskedOfANodeThatRuns(t *testing.T) {
	for _, tt := range []struct{ name, docker, wrong string }{
		{"nothing else runs", "", ""},
		{"enough", "case \"$*\" in *max_user_instances*) echo 1024;; ps*) echo acme-hub-control-plane;; inspect*) echo control-plane;; esac", ""},
		{"too little", "case \"$*\" in *max_user_instances*) echo 100;; ps*) echo acme-hub-control-plane;; inspect*) echo control-plane;; esac",
			"2 nodes would run on this machine, and fs.inotify.max_user_instances is 100"},
		{"the others are stopped", "case \"$*\" in exec*) exit 1;; ps*) echo acme-hub-control-plane;; inspect*) echo control-plane;; esac", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			programs(t, map[string]string{"docker": tt.docker})
			err := (&Engine{name: "docker"}).RoomFor(t.Context(), 1)
			if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestPortsOfThisMachine: one that is taken is named before anything is made.
func TestPortsOfThisMachine(t *testing.T) {
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	taken := tcp.Addr().(*net.TCPAddr).Port
	port := func(host int, address, protocol string) platform.KindPort {
		return platform.KindPort{Host: host, Node: 30080, Address: address, Protocol: protocol}
	}
	for _, tt := range []struct {
		name  string
		ports []platform.KindPort
		free  bool
	}{
		{"none", nil, true},
		{"taken", []platform.KindPort{port(taken, "127.0.0.1", "TCP")}, false},
		{"taken for every address", []platform.KindPort{port(taken, "0.0.0.0", "TCP")}, false},
		{"another protocol", []platform.KindPort{port(taken, "127.0.0.1", "UDP")}, true},
		{"another address", []platform.KindPort{port(taken, "127.0.0.2", "TCP")}, true},
		{"not this machine's", []platform.KindPort{port(taken, "192.0.2.1", "TCP")}, false},
	} {
		err := PortsFree("hub", tt.ports)
		if (err == nil) != tt.free || err != nil && !strings.Contains(err.Error(), "kind.ports") {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}
