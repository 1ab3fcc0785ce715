package kind

import (
	"net"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestRoomForNodes: three small clusters fit where a distribution has raised nothing.
func TestRoomForNodes(t *testing.T) {
	for _, tt := range []struct {
		has, controlPlanes, workers int
		fits                        bool
	}{{128, 3, 0, true}, {128, 4, 0, false}, {128, 2, 2, true}, {128, 2, 3, false}, {512, 8, 12, true}, {8192, 50, 100, true}} {
		err := room(tt.has, platform.KindNodes{ControlPlanes: tt.controlPlanes, Workers: tt.workers})
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
		{"too little", "case \"$*\" in *max_user_instances*) echo 90;; ps*) echo acme-hub-control-plane;; inspect*) echo control-plane;; esac",
			"2 nodes would run on this machine, and fs.inotify.max_user_instances is 90"},
		{"the others are stopped", "case \"$*\" in exec*) exit 1;; ps*) echo acme-hub-control-plane;; inspect*) echo control-plane;; esac", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			programs(t, map[string]string{"docker": tt.docker})
			err := (&Engine{name: "docker"}).RoomFor(t.Context(), platform.KindNodes{ControlPlanes: 1})
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
