package local

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestALabMadeAnewHasItsPortsAgain: they go with its name. One of the same name in
// another state folder, of which nothing is known, has others.
func TestALabMadeAnewHasItsPortsAgain(t *testing.T) {
	labs := t.TempDir()
	first := allPorts(t, labs, "lab-p07")
	if err := os.RemoveAll(filepath.Join(labs, "lab-p07")); err != nil {
		t.Fatal(err)
	}
	if second := allPorts(t, labs, "lab-p07"); fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("%v, and then %v", first, second)
	}
	if other := allPorts(t, t.TempDir(), "lab-p07"); fmt.Sprint(first) == fmt.Sprint(other) {
		t.Errorf("in another state folder it has %v, too", other)
	}
}

// TestNoTwoLabsShareAPort: not with one that is down either, and not where only a
// few ports are left.
func TestNoTwoLabsShareAPort(t *testing.T) {
	labs := t.TempDir()
	whose := map[int]string{}
	for i := range 10 {
		name := fmt.Sprintf("lab-p%02d", i)
		for _, port := range allPorts(t, labs, name) {
			if other := whose[port]; other != "" {
				t.Errorf("%s and %s have port %d", other, name, port)
			}
			whose[port] = name
		}
	}
}

// TestAPortThatSomethingElseHasIsPassedOver, and one that was chosen stays.
func TestAPortThatSomethingElseHasIsPassedOver(t *testing.T) {
	labs := t.TempDir()
	want := gitPort(t, labs, "lab-p07")
	if again := gitPort(t, labs, "lab-p07"); again != want {
		t.Errorf("it was %d, and is %d", want, again)
	}
	if err := os.RemoveAll(filepath.Join(labs, "lab-p07")); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", want))
	if err != nil {
		t.Skipf("skipped: port %d was taken meanwhile: %v", want, err)
	}
	defer listener.Close()
	if other := gitPort(t, labs, "lab-p07"); other == want {
		t.Errorf("%d is taken, and was chosen", want)
	}
}

// TestLabsOfTwoStateFoldersShareNoPort: neither listens yet, and neither knows of
// the other. What nobody came to listen on is free again after a while.
func TestLabsOfTwoStateFoldersShareNoPort(t *testing.T) {
	want := gitPort(t, t.TempDir(), "lab-p07")
	ports, err := OpenPorts(filepath.Join(t.TempDir(), "ports.json"), "")
	if err != nil {
		t.Fatal(err)
	}
	if port, err := ports.Within(want, want).Get("git"); err == nil {
		t.Errorf("port %d was given away twice", port)
	}
	claim := filepath.Join(os.TempDir(), fmt.Sprintf("slipway-ports-%d", os.Getuid()), fmt.Sprint(want))
	if err := os.Chtimes(claim, time.Time{}, time.Now().Add(-2*claimLasts)); err != nil {
		t.Fatal(err)
	}
	if port, err := ports.Within(want, want).Get("git"); err != nil || port != want {
		t.Errorf("the claim has ended, and the port is %d: %v", port, err)
	}
}

// TestClaimsAreInNobodyElsesFolder: anybody may have made the folder, and what lies
// there leads into folders of the user.
func TestClaimsAreInNobodyElsesFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the folder of temporary files is the user's own there")
	}
	for name, lay := range map[string]func(folder, home string) error{
		"others may write to it": func(folder, home string) error {
			return errors.Join(os.Mkdir(folder, 0o700), os.Chmod(folder, 0o777), os.Symlink(filepath.Join(home, "file"), filepath.Join(folder, "20000")))
		},
		"it is a link": func(folder, home string) error { return os.Symlink(home, folder) },
	} {
		t.Run(name, func(t *testing.T) {
			temporary, home := t.TempDir(), t.TempDir()
			t.Setenv("TMPDIR", temporary)
			folder := filepath.Join(temporary, fmt.Sprintf("slipway-ports-%d", os.Getuid()))
			if err := lay(folder, home); err != nil {
				t.Fatal(err)
			}
			ports, err := OpenPorts(filepath.Join(t.TempDir(), "ports.json"), "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ports.Within(20000, 20000).Get("git"); err == nil || !strings.Contains(err.Error(), folder) {
				t.Errorf("that is not told: %v", err)
			}
			if made, err := os.ReadDir(home); err != nil || len(made) > 0 {
				t.Errorf("the user's folder holds %v (%v)", made, err)
			}
		})
	}
}

// TestWhenEveryPortIsTakenThatIsSaid rather than two labs sharing one.
func TestWhenEveryPortIsTakenThatIsSaid(t *testing.T) {
	labs := t.TempDir()
	first := gitPort(t, labs, "lab-p01")
	path := filepath.Join(labs, "lab-p02", "ports.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	ports, err := OpenPorts(path, labs)
	if err != nil {
		t.Fatal(err)
	}
	if port, err := ports.Within(first, first).Get("git"); err == nil {
		t.Errorf("port %d was given away twice", port)
	}
}

func gitPort(t *testing.T, labs, name string) int {
	t.Helper()
	return portsIn(t, labs, filepath.Join(name), 3000, 3999, "git")[0]
}

// allPorts are those of a lab with two clusters and an agent, none of which runs.
func allPorts(t *testing.T, labs, name string) []int {
	t.Helper()
	out := []int{gitPort(t, labs, name)}
	for _, folder := range []string{"clusters/hub", "clusters/spoke-1", "agents/hub"} {
		out = append(out, portsIn(t, labs, filepath.Join(name, folder), firstPort, lastPort, "one", "two", "three", "four", "five", "six", "seven")...)
	}
	return out
}

func portsIn(t *testing.T, labs, folder string, first, last int, names ...string) []int {
	t.Helper()
	path := filepath.Join(labs, folder, "ports.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	ports, err := OpenPorts(path, labs)
	if err != nil {
		t.Fatal(err)
	}
	var out []int
	for _, name := range names {
		port, err := ports.Within(first, last).Get(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, port)
	}
	return out
}

// Two commands of one lab have both read its ports before either chooses.
func TestASecondCommandSeesWhatTheFirstChose(t *testing.T) {
	labs := t.TempDir()
	path := filepath.Join(labs, "acme", "ports.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	var both [2]*Ports
	for i := range both {
		var err error
		if both[i], err = OpenPorts(path, labs); err != nil {
			t.Fatal(err)
		}
	}
	first, err := both[0].Get("git")
	if err != nil {
		t.Fatal(err)
	}
	if second, err := both[1].Get("git"); err != nil || second != first {
		t.Errorf("git has %d and then %d (%v)", first, second, err)
	}
	if err := both[1].Keep("api", 6443); err != nil {
		t.Fatal(err)
	}
	if _, err := both[0].Get("etcd"); err != nil {
		t.Fatal(err)
	}
	kept, err := readPorts(path)
	if err != nil || kept["git"] != first || kept["api"] != 6443 || kept["etcd"] == 0 {
		t.Errorf("kept are %v (%v)", kept, err)
	}
}
