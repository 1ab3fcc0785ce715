package kind

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"
)

// What the nodes of a cluster take of the engine's machine, measured with one
// pod network and nothing else; pods that watch files take more.
const (
	watchesPerNode = 40
	watchesOfOwn   = 40 // the machine's own: its systemd, a desktop
)

// limitFile holds how many things may watch files at a time, for each user.
const limitFile = "/proc/sys/fs/inotify/max_user_instances"

// RoomFor looks whether a further cluster of so many nodes may watch files
// beside those that there are: where that runs out, some program in some pod
// ends with "too many open files".
func (e *Engine) RoomFor(ctx context.Context, nodes int) error {
	clusters, err := e.provider(nil).List()
	if err != nil {
		return told("list kind clusters", err)
	}
	var limit string
	there := 0
	for _, name := range clusters {
		all, err := e.internal(name)
		if err != nil {
			return err
		}
		there += len(all)
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
	return room(has, there, nodes)
}

func room(has, there, more int) error {
	if has >= (there+more)*watchesPerNode+watchesOfOwn {
		return nil
	}
	return fmt.Errorf("%d nodes would run on this machine, and fs.inotify.max_user_instances is %d: programs in pods would end with \"too many open files\"; "+
		"raise it where the engine runs, with: sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=1048576, or take other kind clusters down", there+more, has)
}
