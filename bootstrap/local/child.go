package local

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

const (
	stopPatience   = 10 * time.Second
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 30 * time.Second
	steadyAfter    = time.Minute // a process that ran this long starts with a short back-off again
)

// child keeps one process alive until it is stopped.
type child struct {
	process  Process
	spawn    *spawner
	stopping chan struct{}
	once     sync.Once
	gone     chan struct{} // closed when nothing runs any more

	mu    sync.Mutex
	state Status
}

func startChild(spawn *spawner, p Process) (kept, error) {
	c := &child{process: p, spawn: spawn, stopping: make(chan struct{}), gone: make(chan struct{})}
	c.state.Name = p.Name
	cmd, err := c.launch()
	if err != nil {
		return nil, err
	}
	go c.keep(cmd)
	return c, nil
}

func (c *child) name() string    { return c.process.Name }
func (c *child) definition() any { return c.process }

func (c *child) status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

func (c *child) launch() (*exec.Cmd, error) {
	if err := os.MkdirAll(filepath.Dir(c.process.Log), 0o700); err != nil {
		return nil, fmt.Errorf("create log folder: %w", err)
	}
	log, err := os.OpenFile(c.process.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	defer log.Close() // the child has its own copy
	cmd := exec.Command(c.process.Path, c.process.Args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.process.Dir, log, log
	cmd.Env = append([]string{}, c.process.Env...) // never nil, which would mean ours
	if err := c.spawn.start(cmd); err != nil {
		return nil, fmt.Errorf("run %s: %w", filepath.Base(c.process.Path), err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.PID, c.state.Running, c.state.Since = cmd.Process.Pid, true, time.Now()
	return cmd, nil
}

func (c *child) keep(cmd *exec.Cmd) {
	defer close(c.gone)
	backoff := firstBackoff
	for {
		if cmd != nil {
			ran := c.wait(cmd)
			if ran > steadyAfter {
				backoff = firstBackoff
			}
		}
		select {
		case <-c.stopping:
			return
		case <-time.After(backoff):
		}
		backoff = min(2*backoff, longestBackoff)
		cmd = c.relaunch()
	}
}

func (c *child) relaunch() *exec.Cmd {
	cmd, err := c.launch()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.Restarts++
	if err != nil {
		c.state.LastExit = err.Error()
		return nil
	}
	return cmd
}

// wait returns when the process has ended, by itself or because it is to stop.
func (c *child) wait(cmd *exec.Cmd) time.Duration {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var err error
	select {
	case err = <-ended:
	case <-c.stopping:
		err = terminate(cmd.Process.Pid, ended)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.PID, c.state.Running, c.state.Ready, c.state.LastExit = 0, false, false, exitReason(err)
	return time.Since(c.state.Since)
}

// terminate asks the whole process group to end, then insists.
func terminate(pid int, ended <-chan error) error {
	endGroup(pid, false)
	select {
	case err := <-ended:
		endLeft(pid)
		return err
	case <-time.After(stopPatience):
		endGroup(pid, true)
		return <-ended
	}
}

func exitReason(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "exit status 0"
	case errors.As(err, &exit):
		return exit.ProcessState.String()
	}
	return err.Error()
}

func (c *child) stop() {
	c.once.Do(func() { close(c.stopping) })
	<-c.gone
}
