package kindnode

import "syscall"

// apart starts a program in a process group of its own: Ctrl-C is for us alone.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
