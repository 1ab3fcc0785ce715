//go:build unix

package local

import "syscall"

// pause has a process stand still until resume.
func pause(pid int) error { return syscall.Kill(pid, syscall.SIGSTOP) }

// resume does nothing to a process that runs, or is gone.
func resume(pid int) { _ = syscall.Kill(pid, syscall.SIGCONT) }
