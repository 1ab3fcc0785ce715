package local

import (
	"os/exec"
	"strconv"
	"syscall"
)

// windowless is a process with a console of its own that nobody sees, which what it starts shares, CREATE_NO_WINDOW of
// https://learn.microsoft.com/windows/win32/procthread/process-creation-flags.
const windowless = 0x08000000

func groupAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func sessionAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP | windowless}
}

// endGroup ends a process and all that it started: what has no window cannot be
// asked.
func endGroup(pid int, _ bool) {
	_ = exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(pid)).Run() // one that is gone is as it should be
}

// endLeft has nothing to do: what a process started was ended with it, and its number may be another's by now.
func endLeft(int) {}
