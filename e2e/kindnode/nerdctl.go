package kindnode

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// pluginFolder is where Debian has what connects containers.
const pluginFolder = "/usr/lib/cni"

// NerdctlPrograms are compiled for an engine of containerd and nerdctl: Debian has
// none, and its containerd knows no restart policy of kind's.
func NerdctlPrograms() []string {
	return []string{"containerd", "containerd-shim-runc-v2", "nerdctl"}
}

// startNerdctl starts a containerd of its own, unless a nerdctl answers, and
// returns the nerdctl that asks it. Neither sees what another containerd has.
func startNerdctl(ctx context.Context, dir string) (*Engine, error) {
	if answers(ctx, "nerdctl") {
		return &Engine{Name: "nerdctl"}, nil
	}
	if err := install(ctx, "runc", "iptables", pluginFolder+"/bridge"); err != nil {
		return nil, fmt.Errorf("nerdctl does not answer: %w", err)
	}
	dir = filepath.Join(dir, "nerdctl")
	bin, err := nerdctlPrograms(ctx, dir)
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "containerd.sock")
	env := map[string]string{
		"PATH":         bin + string(os.PathListSeparator) + os.Getenv("PATH"), // containerd looks for its shim and runc there
		"NERDCTL_TOML": filepath.Join(dir, "nerdctl.toml"),
	}
	e := &Engine{Name: "nerdctl", Env: env, at: filepath.Join(bin, "nerdctl")}
	for file, text := range map[string]string{
		"containerd.toml": fmt.Sprintf("version = 3\nroot = %q\nstate = %q\n[grpc]\naddress = %q\n", filepath.Join(dir, "root"), filepath.Join(dir, "state"), socket),
		"nerdctl.toml": fmt.Sprintf("address = %q\ndata_root = %q\ncni_path = %q\ncni_netconfpath = %q\n",
			socket, filepath.Join(dir, "data"), pluginFolder, filepath.Join(dir, "networks")),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			return nil, fmt.Errorf("configure the engine: %w", err)
		}
	}
	daemon := exec.Command(filepath.Join(bin, "containerd"), "--config", filepath.Join(dir, "containerd.toml"))
	daemon.Env = append(os.Environ(), "PATH="+env["PATH"])
	end, err := startDaemon(ctx, daemon, filepath.Join(dir, "containerd.log"), func() bool { return e.command(ctx, "ps", "--quiet").Run() == nil })
	if err != nil {
		return nil, err
	}
	e.end = func() error {
		// A bridge that stays is in the way of what another engine makes.
		return errors.Join(run(e.command(context.Background(), "network", "prune", "--force")), end())
	}
	return e, nil
}

// nerdctlPrograms makes a folder that has the engine's programs by their names,
// and a runc that asks for less where this machine needs it.
func nerdctlPrograms(ctx context.Context, dir string) (bin string, err error) {
	cache, err := local.DefaultCacheDir()
	if err != nil {
		return "", err
	}
	programs, err := local.Build(ctx, cache, NerdctlPrograms(), nil)
	if err != nil {
		return "", err
	}
	bin = filepath.Join(dir, "bin")
	if err := os.RemoveAll(bin); err != nil {
		return "", fmt.Errorf("clear the engine's programs: %w", err)
	}
	if _, err := reducedRuntime(ctx, bin); err != nil {
		return "", err
	}
	for name, path := range programs {
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			return "", fmt.Errorf("name the engine's programs: %w", err)
		}
	}
	return bin, nil
}
