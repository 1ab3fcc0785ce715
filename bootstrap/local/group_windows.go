package local

import (
	"os/exec"
	"strconv"
	"syscall"
)

// detached is a process without a console:
// https://learn.microsoft.com/windows/win32/procthread/process-creation-flags.
const detached = 0x00000008

func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func sessionAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | detached}
}

// endGroup ends a process and all that it started: what has no window cannot be
// asked.
func endGroup(pid int, _ bool) {
	_ = exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(pid)).Run() // one that is gone is as it should be
}
