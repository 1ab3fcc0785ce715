package kindnode

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// packagesOf are those that bring a program which makes images or runs containers.
func packagesOf() map[string][]string {
	return map[string][]string{
		"debootstrap": {"debootstrap"}, "dockerd": {"docker.io"}, "iptables": {"iptables"},
		"podman": {"podman", "netavark", "aardvark-dns", "conmon", "crun"}, "runc": {"runc"},
		pluginFolder + "/bridge": {"containernetworking-plugins"},
	}
}

// install fetches from Debian the programs that are missing.
func install(ctx context.Context, programs ...string) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("%w: only root can install packages and make root file systems", ErrImpossible)
	}
	var packages []string
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			packages = append(packages, packagesOf()[program]...)
		}
	}
	if len(packages) == 0 {
		return nil
	}
	apt, err := exec.LookPath("apt-get")
	if err != nil {
		return fmt.Errorf("%w: not all of %v are installed, and this is no Debian", ErrImpossible, programs)
	}
	for _, args := range [][]string{{"update"}, append([]string{"install", "--yes", "--no-install-recommends"}, packages...)} {
		cmd := exec.CommandContext(ctx, apt, append([]string{"-qq"}, args...)...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if err := run(cmd); err != nil {
			return fmt.Errorf("%w: %w", ErrImpossible, err)
		}
	}
	return nil
}

// packages are what the node has of Debian's.
func packages() []string {
	return []string{
		"systemd", "systemd-sysv", "dbus", "containerd", "runc", "containernetworking-plugins", "iptables", "nftables",
		"conntrack", "ethtool", "iproute2", "kmod", "mount", "util-linux", "procps", "hostname", "socat", "ca-certificates",
	}
}

const release = "bookworm"

// rootFS makes a Debian with some packages in a folder, unless it is there.
func rootFS(ctx context.Context, dir string, packages []string) error {
	wanted := release + " " + strings.Join(packages, ",")
	made := dir + ".made"
	if has, err := os.ReadFile(made); err == nil && string(has) == wanted {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear the root file system: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("create the folder of root file systems: %w", err)
	}
	mirror, err := mirror(ctx)
	if err != nil {
		return err
	}
	if err := run(exec.CommandContext(ctx, "debootstrap", "--variant=minbase", "--include="+strings.Join(packages, ","), release, dir, mirror)); err != nil {
		return err
	}
	return os.WriteFile(made, []byte(wanted), 0o600)
}

// mirror is where this machine gets that release from.
func mirror(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets", "--format", "$(CODENAME) $(REPO_URI)").Output()
	if err != nil {
		return "", fmt.Errorf("ask apt where Debian is: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		if address, ok := strings.CutPrefix(strings.TrimSpace(line), release+" "); ok {
			return address, nil
		}
	}
	return "", fmt.Errorf("find Debian %s: apt has no source of it; add one and run apt-get update", release)
}

// filesOf lists the files that packages brought into a root file system.
func filesOf(ctx context.Context, root string, packages ...string) ([]string, error) {
	args := append([]string{"--admindir=" + filepath.Join(root, "var/lib/dpkg"), "--listfiles"}, packages...)
	out, err := exec.CommandContext(ctx, "dpkg-query", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", strings.Join(packages, ", "), err)
	}
	return strings.Fields(string(out)), nil
}
