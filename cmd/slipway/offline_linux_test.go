package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
)

// offlinePlatform needs nothing that has to be fetched first.
const offlinePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components: {cert-manager: {config: {issuer: {kind: acme, email: ops@example.com}}}, traefik: {}}
  clusters: [{name: hub, context: kind-acme}]
`

// offline are the commands that reach no network, as somebody types them. They
// are run in this order, in a folder that has a platform.
var offline = []struct {
	args string
	code int
}{
	{"", exitDone},
	{"--help", exitDone},
	{"bootstrap --help", exitDone},
	{"version", exitDone},
	{"version -o json", exitDone},
	{"completion bash", exitDone},
	{"completion fish", exitDone},
	{"completion powershell", exitDone},
	{"completion zsh", exitDone},
	{"__complete explain hub tr", exitDone},
	{"__complete bootstrap --cluster h", exitDone},
	{"docs markdown", exitDone},
	{"docs man man", exitDone},
	{"schema", exitDone},
	{"enable reloader", exitDone},
	{"disable reloader", exitDone},
	{"cluster list", exitDone},
	{"cluster add eu-1 --context kind-eu-1 --role spoke --secret eu-1", exitUsage}, // two clusters need a hub
	{"cluster remove hub --dry-run", exitUsage},                                    // it is the hub
	{"cluster import platform.yaml --dry-run", exitUsage},                          // it is no list of clusters
	{"cluster rename hub other --dry-run", exitDone},
	{"catalog list", exitDone},
	{"catalog show traefik", exitDone},
	{"catalog capabilities", exitDone},
	{"catalog lint traefik", exitDone},
	{"init -C new --name acme --domain platform.example.com --repository https://git.example.com/acme/platform.git --context kind-acme", exitDone},
	{"validate", exitDone},
	{"validate -o sarif", exitDone},
	{"diff", exitDifference},
	{"generate --check", exitDifference},
	{"generate", exitDone},
	{"generate --check", exitDone},
	{"generate --locked", exitDifference}, // nobody has locked its charts
	{"upgrade", exitDone},
	{"explain hub traefik", exitDone},
	{"explain hub traefik values.deployment.replicas", exitDone},
	{"explain platform.yaml:1", exitDone},
	{"catalog list --category networking", exitDone},
	{"catalog secrets", exitDone},
	{"catalog images -o lines", exitDone},
	{"secret key age/key", exitUsage}, // which would be in the platform's folder
	{"secret list", exitFailed},       // for want of a credential of kind age
	{"secret set db -n default a=-", exitFailed},
	{"secret rekey", exitFailed},
	{"graph", exitDone},
	{"rings", exitDone},
	{"report", exitFailed},               // for want of a Git repository
	{"promote canary stable", exitUsage}, // there are none
	{"graph placement --cluster hub -o dot", exitDone},
	{"graph topology -o svg", exitDone},
	{"graph -o html", exitDone},
	{"migrate config --check", exitDone},
	{"migrate flux --files-only", exitDone},
	{"lab list", exitDone},
	{"lab exercise list", exitDone},
	// Its standard input is empty, so that it ends at once.
	{"mcp", exitDone},
	// Last of what looks at this platform: it changes platform.yaml.
	{"catalog new motd", exitDone},
	{"catalog pack catalog", exitFailed}, // which has no version yet
	{"catalog diff builtin builtin", exitDone},
	{"catalog diff builtin catalog", exitDifference},
	// Without a platform doctor looks at this machine alone.
	{"doctor -C empty -o json", exitDone},
}

// online are the commands whose purpose it is to reach something.
var online = []string{"lock", "bundle", "catalog push", "catalog pull", "catalog outdated", "catalog upgrade", "bootstrap", "status", "support-bundle", "uninstall",
	"lab up", "lab status", "lab watch", "lab board", "lab join", "lab prefetch", "lab down", "lab keeper",
	"lab exercise start", "lab exercise check", "lab exercise hint", "lab exercise solution", "lab exercise reset", "lab reset"}

// TestNothingReachesTheNetworkUnasked runs every command that should reach
// nothing where there is nothing to reach, and counts what the kernel found no
// way for.
func TestNothingReachesTheNetworkUnasked(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	requireNamespace(t)
	inside, outside := offlineFolder(t), offlineFolder(t)
	for _, c := range offline {
		told, code, tried := isolated(t, inside, c.args)
		if code != c.code {
			t.Errorf("slipway %s: exit code %d without a network, not %d\n%s", c.args, code, c.code, told)
		}
		if tried != 0 {
			t.Errorf("slipway %s tried to reach the network %d times", c.args, tried)
		}
		cmd := offlineCommand(outside, "slipway", strings.Fields(c.args)...)
		was, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != c.code {
			t.Errorf("slipway %s: %v\n%s", c.args, err, was)
		}
		if strings.HasPrefix(c.args, "doctor") {
			continue // what it says of this machine depends on the hour
		}
		if here := strings.ReplaceAll(string(was), outside, inside); here != told {
			t.Errorf("slipway %s without a network:\n%s\nand with one:\n%s", c.args, told, here)
		}
	}
}

// TestWhatReachesTheNetworkIsCounted: else the test above would prove nothing.
func TestWhatReachesTheNetworkIsCounted(t *testing.T) {
	requireNamespace(t)
	dir := offlineFolder(t)
	if told, code, tried := isolated(t, dir, "lock"); code != exitFailed || tried == 0 {
		t.Errorf("slipway lock: exit code %d, and %d attempts were counted\n%s", code, tried, told)
	}
}

// TestEveryCommandIsOfflineOrOnline: each is run above, or is there to reach something.
func TestEveryCommandIsOfflineOrOnline(t *testing.T) {
	run := map[string]bool{}
	for _, c := range offline {
		cmd, _, err := commands().Find(strings.Fields(c.args))
		if err != nil {
			t.Fatal(err)
		}
		run[cmd.CommandPath()] = true
	}
	for _, name := range online {
		run["slipway "+name] = true
	}
	each(commands(), func(cmd *cobra.Command) {
		if cmd.Runnable() && !cmd.HasSubCommands() && !run[cmd.CommandPath()] && cmd.Name() != "help" {
			t.Errorf("%s is in no list: is it to reach the network? known: %v", cmd.CommandPath(), slices.Sorted(maps.Keys(run)))
		}
	})
}

func offlineFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(offlinePlatform), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// offlineCommand is a program in a folder, with caches and labs of its own.
func offlineCommand(dir, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SLIPWAY_CACHE="+filepath.Join(dir, "cache"), "SLIPWAY_STATE="+filepath.Join(dir, "state"),
		"HOME="+dir, "KUBECONFIG="+filepath.Join(dir, "none"), "HTTP_PROXY=", "HTTPS_PROXY=", "http_proxy=", "https_proxy=")
	return cmd
}

// isolated runs the program in a network namespace that has no route and no
// address, not even its own. What is tried there the kernel counts.
func isolated(t *testing.T, dir, args string) (told string, code, tried int) {
	t.Helper()
	const script = `slipway "$@"; code=$?; cat /proc/net/snmp /proc/net/snmp6 >&3; exit $code`
	cmd := offlineCommand(dir, "sh", append([]string{"-c", script, "sh"}, strings.Fields(args)...)...)
	counts, err := os.Create(filepath.Join(t.TempDir(), "counts"))
	if err != nil {
		t.Fatal(err)
	}
	defer counts.Close()
	cmd.ExtraFiles = []*os.File{counts}
	cmd.SysProcAttr = namespace()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // the exit code is returned
	said, err := os.ReadFile(counts.Name())
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode(), unroutable(t, string(said))
}

// unroutable adds up what the kernel was asked to send and had no route for.
func unroutable(t *testing.T, counts string) int {
	t.Helper()
	var names []string
	sum, found := 0, 0
	for line := range strings.Lines(counts) {
		words := strings.Fields(line)
		at := slices.Index(names, "OutNoRoutes")
		switch {
		case words[0] == "Ip:" && names == nil:
			names = words
			continue
		case words[0] == "Ip:" && at >= 0:
			words = []string{"", words[at]}
		case words[0] != "Ip6OutNoRoutes":
			continue
		}
		n, err := strconv.Atoi(words[1])
		if err != nil {
			t.Fatal(err)
		}
		sum, found = sum+n, found+1
	}
	if found == 0 {
		t.Skipf("skipped: this kernel does not count what it has no route for:\n%s", counts)
	}
	return sum
}

// namespace makes this user root in namespaces of its own, one for the network.
func namespace() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
}

func requireNamespace(t *testing.T) {
	t.Helper()
	cmd := exec.Command("true")
	cmd.SysProcAttr = namespace()
	if err := cmd.Run(); err != nil {
		t.Skipf("skipped: the kernel gives this user no network namespace: %v", err)
	}
}
