//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestALabWithoutANetwork: with everything compiled a lab comes up, and its
// contract is kept, where there is loopback and no route to anywhere; by the kernel
// nobody tried to reach anything.
func TestALabWithoutANetwork(t *testing.T) {
	withAgents(t, labWithoutANetwork, "flux")
}

func labWithoutANetwork(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab")
	room.here("lab", "prefetch", "--agent", agent)
	const script = `set -e
ip link set lo up
test -z "$(ip route)"
trap '"$SLIPWAY" lab down lab' EXIT
"$SLIPWAY" lab up --offline --agent "$AGENT" --timeout 4m
"$SLIPWAY" lab status lab
cd "$SLIPWAY_STATE/lab/workspace"
"$SLIPWAY" status --wait 1m
sed -n 's/^Ip: //p' /proc/net/snmp`
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir, cmd.SysProcAttr = room.dir, &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	cmd.Env = append(os.Environ(), "SLIPWAY="+room.slipway, "SLIPWAY_STATE="+room.state, "AGENT="+agent, "HTTP_PROXY=", "HTTPS_PROXY=", "http_proxy=", "https_proxy=")
	var errOut strings.Builder
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if cmd.ProcessState == nil {
		t.Skipf("skipped: the kernel gives this user no network namespace: %v", err)
	}
	if err != nil || !regexp.MustCompile(`units +(\d+) of (\d+) in order`).Match(out) || !strings.Contains(string(out), "the contract is kept") {
		t.Fatalf("%v\n%s%s", err, out, errOut.String())
	}
	if n := noRoutes(t, string(out)); n != "0" {
		t.Errorf("%s packets had no route: something tried to reach a network", n)
	}

	t.Log("where nothing is in the cache, that is said before anything is started")
	empty := exec.CommandContext(t.Context(), room.slipway, "lab", "up", "--offline", "--agent", agent, "--participant", "p02")
	empty.Dir, empty.Env = room.dir, append(os.Environ(), "SLIPWAY_STATE="+room.state, "SLIPWAY_CACHE="+filepath.Join(t.TempDir(), "cache"))
	told, err := empty.CombinedOutput()
	if exitCode(err) != 1 || !strings.Contains(string(told), "\n  program kube-apiserver\n") || !strings.Contains(string(told), "fetch it with: slipway lab prefetch --agent "+agent+" --provider local") {
		t.Errorf("lab up says %v\n%s", err, told)
	}
	if _, err := os.Stat(filepath.Join(room.state, "lab-p02")); err == nil {
		t.Error("a lab that cannot start was begun")
	}
}

// noRoutes is what the kernel counted, from the two lines that it has for that.
func noRoutes(t *testing.T, out string) string {
	t.Helper()
	var names []string
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		for i, name := range names {
			if name == "OutNoRoutes" && i < len(words) {
				return words[i]
			}
		}
		names = words
	}
	t.Fatalf("the kernel counts no packets without a route in\n%s", out)
	return ""
}
