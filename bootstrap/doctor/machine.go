package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"
)

// Machine is the area of this machine.
const Machine Area = "this machine"

// GiB is the unit of memory and disk.
const GiB = 1 << 30

// Git looks for git's own program. Slipway reads and pushes without it.
func Git(ctx context.Context) Check {
	const name = "git"
	said, err := exec.CommandContext(ctx, "git", "--version").Output()
	if err != nil {
		return Machine.Warn(name, "git's own program does not answer ("+err.Error()+"); Slipway needs it for credential helpers and for signing alone, and people for the rest",
			"install git with the system's package manager")
	}
	return Machine.OK(name, strings.TrimSpace(string(said)))
}

// Memory compares what the machine can give with what clusters on it take; both
// are in bytes.
func Memory(ctx context.Context, wanted uint64) Check {
	const name = "memory"
	m, err := mem.VirtualMemoryWithContext(ctx)
	if err != nil {
		return Machine.Skip(name, "the system does not say: "+err.Error())
	}
	detail := fmt.Sprintf("%s are available of %s; the clusters on it take about %s", gib(m.Available), gib(m.Total), gib(wanted))
	switch {
	case m.Available >= wanted:
		return Machine.OK(name, detail)
	case m.Total >= wanted:
		return Machine.Warn(name, detail, "end other programs, or take other labs down: slipway lab down")
	}
	return Machine.Fail(name, detail, "use a smaller profile, fewer clusters or fewer nodes; or raise the memory of the container engine's virtual machine")
}

// Disk looks whether a folder, or what is to hold it, has room for so many bytes.
func Disk(ctx context.Context, what, dir string, wanted uint64) Check {
	name := "disk for " + what
	at, err := nearest(dir)
	if err != nil {
		return Machine.Fail(name, err.Error(), "")
	}
	u, err := disk.UsageWithContext(ctx, at)
	if err != nil {
		return Machine.Skip(name, "the system does not say: "+err.Error())
	}
	detail := fmt.Sprintf("%s are free at %s", gib(u.Free), dir)
	if u.Free < wanted {
		return Machine.Fail(name, fmt.Sprintf("%s, and %s may be needed", detail, gib(wanted)), "make room there, or keep it elsewhere: SLIPWAY_CACHE and SLIPWAY_STATE name the folders")
	}
	return Machine.OK(name, detail)
}

// nearest is the folder, or the first above it that is there.
func nearest(dir string) (string, error) {
	for {
		_, err := os.Stat(dir)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			return dir, err
		}
		dir = filepath.Dir(dir)
	}
}

func gib(bytes uint64) string { return fmt.Sprintf("%.1f GiB", float64(bytes)/GiB) }
