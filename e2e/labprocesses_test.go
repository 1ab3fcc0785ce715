//go:build e2e && linux

package e2e

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// processes are a lab's keeper and all that it keeps running; not what it starts
// for a moment, such as git for who asks its server.
func (l *lab) processes(name string) []int {
	l.t.Helper()
	var keeper struct {
		PID int `json:"pid"`
	}
	data, err := os.ReadFile(filepath.Join(l.state, name, "keeper.json"))
	if err == nil {
		err = json.Unmarshal(data, &keeper)
	}
	if err != nil {
		l.t.Fatal(err)
	}
	_, parts := l.keeperOf(name)
	family := []int{keeper.PID}
	for _, p := range parts {
		if p.PID != 0 {
			family = append(family, p.PID)
		}
	}
	if len(family) < 5 {
		l.t.Fatalf("lab %s has the processes %v alone", name, family)
	}
	slices.Sort(family)
	return family
}

// portsOf are all that a lab remembers, by the file and the name.
func portsOf(t *testing.T, stateDir string) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := fs.WalkDir(os.DirFS(stateDir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "ports.json" {
			return err
		}
		data, err := os.ReadFile(filepath.Join(stateDir, path))
		if err != nil {
			return err
		}
		ports := map[string]int{}
		err = json.Unmarshal(data, &ports)
		for name, port := range ports {
			out[path+" "+name] = port
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everywhere are listeners whose address nothing can set: Argo CD's application
// controller serves its metrics on all of them.
var everywhere = map[string]int{"argocd": 1}

// onLoopback holds every listener of these processes to the loopback addresses.
func onLoopback(t *testing.T, agent string, pids []int) {
	t.Helper()
	listeners, others := 0, 0
	for _, pid := range pids {
		own := socketsOf(t, pid)
		for _, table := range []string{"tcp", "tcp6"} {
			for inode, address := range listening(t, pid, table) {
				if !own[inode] {
					continue
				}
				listeners++
				if !address.Addr().Unmap().IsLoopback() {
					others++
					program, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
					t.Logf("%s, process %d, listens on %s (%v)", strings.TrimSpace(string(program)), pid, address, err)
				}
			}
		}
	}
	if listeners < 10 {
		t.Errorf("no more than %d listeners were found", listeners)
	}
	if others != everywhere[agent] {
		t.Errorf("%d of %d listeners are not on loopback, and %d should be", others, listeners, everywhere[agent])
	}
}

// socketsOf are the inodes of a process's sockets.
func socketsOf(t *testing.T, pid int) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, e := range entries {
		target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, e.Name()))
		if inode, is := strings.CutPrefix(target, "socket:["); err == nil && is {
			out[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return out
}

// listening are the addresses that a process's network has listeners on, by inode.
func listening(t *testing.T, pid int, table string) map[string]netip.AddrPort {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/net/%s", pid, table))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]netip.AddrPort{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) < 10 || words[3] != "0A" { // 10 is TCP_LISTEN
			continue
		}
		host, port, _ := strings.Cut(words[1], ":")
		raw, err := hex.DecodeString(host)
		number, wrong := strconv.ParseUint(port, 16, 16)
		if err != nil || wrong != nil {
			t.Fatal(err, wrong)
		}
		for i := 0; i < len(raw); i += 4 { // the kernel writes words in the order of this machine's bytes
			slices.Reverse(raw[i : i+4])
		}
		address, ok := netip.AddrFromSlice(raw)
		if !ok {
			t.Fatalf("%s is no address", host)
		}
		out[words[9]] = netip.AddrPortFrom(address, uint16(number))
	}
	return out
}
