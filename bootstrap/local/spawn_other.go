//go:build !linux

package local

import "syscall"

// childAttributes gives a child its own process group. Only Linux can tie its
// life to ours: elsewhere a keeper that is killed outright leaves its children.
func childAttributes() *syscall.SysProcAttr { return groupAttributes() }
