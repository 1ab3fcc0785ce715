//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package main

import "golang.org/x/sys/unix"

// ioctlTermios reads how a terminal is set.
const ioctlTermios = unix.TIOCGETA
