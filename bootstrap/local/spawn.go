package local

import (
	"os/exec"
	"runtime"
	"sync"
)

// spawner starts every child from one operating system thread that lives as
// long as the keeper: on Linux a child's death signal is tied to the thread that
// started it, not to the process.
type spawner struct {
	requests chan func()
	closing  sync.Once
}

func newSpawner() *spawner {
	s := &spawner{requests: make(chan func())}
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
		for request := range s.requests {
			request()
		}
	}()
	return s
}

func (s *spawner) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = childAttributes()
	result := make(chan error, 1)
	s.requests <- func() { result <- cmd.Start() }
	return <-result
}

// close must come after the last start.
func (s *spawner) close() {
	s.closing.Do(func() { close(s.requests) })
}
