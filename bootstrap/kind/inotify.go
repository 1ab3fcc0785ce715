package kind

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sigs.k8s.io/kind/pkg/cluster/constants"
	"sigs.k8s.io/kind/pkg/exec"

	"github.com/slipway-platform/slipway/generator/platform"
)

// What a cluster takes of the engine's machine, measured with a pod network and
// nothing else; pods that watch files take more.
const (
	watchesOfControlPlane = 32
	watchesOfWorker       = 16
	watchesOfOwn          = 30 // the machine's own: its systemd, a desktop
)

// limitFile holds how many things may watch files at a time, for each user.
const limitFile = "/proc/sys/fs/inotify/max_user_instances"

// RoomFor looks whether a further cluster of so many nodes may watch files
// beside those that there are: where that runs out, some program in some pod
// ends with "too many open files".
func (e *Engine) RoomFor(ctx context.Context, nodes platform.KindNodes) error {
	clusters, err := e.provider(nil).List()
	if err != nil {
		return told("list kind clusters", err)
	}
	var limit string
	for _, name := range clusters {
		all, err := e.internal(name)
		if err != nil {
			return err
		}
		for _, node := range all {
			role, err := node.Role()
			if err != nil {
				return told("look at container "+node.String(), err)
			}
			if role == constants.ControlPlaneNodeRoleValue {
				nodes.ControlPlanes++
			} else {
				nodes.Workers++
			}
		}
		// A node knows it wherever the engine is; one that does not run says nothing.
		if out, err := exec.Output(all[0].CommandContext(ctx, "cat", limitFile)); err == nil {
			limit = string(out)
		}
	}
	if limit == "" {
		return nil // nothing runs that it could run out beside
	}
	has, err := strconv.Atoi(strings.TrimSpace(limit))
	if err != nil {
		return fmt.Errorf("read %s: %w", limitFile, err)
	}
	return room(has, nodes)
}

// room compares a limit with what nodes take, all of the machine's together.
func room(has int, nodes platform.KindNodes) error {
	if has >= nodes.ControlPlanes*watchesOfControlPlane+nodes.Workers*watchesOfWorker+watchesOfOwn {
		return nil
	}
	return fmt.Errorf("%d nodes would run on this machine, and fs.inotify.max_user_instances is %d: programs in pods would end with \"too many open files\"; "+
		"raise it where the engine runs, with: sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=1048576, or take other kind clusters down",
		nodes.ControlPlanes+nodes.Workers, has)
}
