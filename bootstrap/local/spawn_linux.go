package local

import "syscall"

// childAttributes gives a child its own process group, so that it is stopped as
// a whole, and has the kernel kill it when the keeper is gone.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
