//go:build unix

package local

import "syscall"

// groupAttributes gives a process a group of its own, with all that it starts.
func groupAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// sessionAttributes also takes it off the terminal.
func sessionAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// endGroup asks a process and all that it started to end, or ends them. One
// that is gone already is as it should be.
func endGroup(pid int, insist bool) {
	signal := syscall.SIGTERM
	if insist {
		signal = syscall.SIGKILL
	}
	_ = syscall.Kill(-pid, signal)
}

// endLeft ends what a process left behind that has ended itself.
func endLeft(pid int) { endGroup(pid, true) }
