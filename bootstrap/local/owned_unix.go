//go:build unix

package local

import (
	"io/fs"
	"os"
	"syscall"
)

// isOwn tells whether a file is this user's, and nobody else may write to it.
func isOwn(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid() && info.Mode().Perm()&0o022 == 0
}
