//go:build unix

package git

import (
	"errors"
	"os"
	"syscall"
)

// lockAlone locks a folder among runs of slipway, or says that another has it.
func lockAlone(dir *os.File) (alone, taken bool) {
	err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return err == nil, errors.Is(err, syscall.EWOULDBLOCK)
}
