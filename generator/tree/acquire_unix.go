//go:build unix && !solaris && !illumos && !aix

package tree

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// acquire lets one run at a time change the folder. It locks the folder itself, so that nothing is left
// behind and the kernel lets go when the process ends. Where folders cannot be locked, as on some network
// file systems, two runs still cannot corrupt files, but the second may fail half way and need repeating.
func acquire(root *os.Root) (release func(), err error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, bare(err)
	}
	err = unix.Flock(int(dir.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		dir.Close()
		return nil, errors.New("another slipway is running in this folder; wait for it to finish")
	case err != nil && !errors.Is(err, unix.EBADF) && !errors.Is(err, unix.ENOTSUP) && !errors.Is(err, unix.ENOLCK) && !errors.Is(err, unix.ENOSYS):
		dir.Close()
		return nil, fmt.Errorf("lock folder: %w", err)
	}
	return func() { dir.Close() }, nil
}
