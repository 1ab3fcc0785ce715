package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Launch returns a client of the keeper of a state folder, starting one that
// outlives this process when none answers. self is the program to run, which
// must understand `lab keeper --state DIR` and call Serve.
func Launch(ctx context.Context, self, stateDir string) (*Client, error) {
	stateDir, err := filepath.Abs(stateDir)
	if err != nil {
		return nil, fmt.Errorf("find state folder: %w", err)
	}
	if client, err := Dial(ctx, stateDir); err == nil {
		return client, nil
	}
	logs := filepath.Join(stateDir, "logs")
	if err := os.MkdirAll(logs, 0o700); err != nil {
		return nil, fmt.Errorf("create state folder: %w", err)
	}
	// One launch at a time: a second keeper that is slow to start would take
	// over when the first ends, and outlive everybody's interest in it.
	unlock, err := Lock(ctx, filepath.Join(stateDir, "launch.lock"))
	if err != nil {
		return nil, fmt.Errorf("start the keeper: %w", err)
	}
	defer unlock()
	if client, err := Dial(ctx, stateDir); err == nil {
		return client, nil
	}
	log := filepath.Join(logs, "keeper.log")
	process, ended, err := detach(self, stateDir, log)
	if err != nil {
		return nil, fmt.Errorf("start the keeper: %w", err)
	}
	client, err := dialUntil(ctx, stateDir, ended)
	if err == nil && client.endpoint.PID == process.Pid {
		return client, nil
	}
	_ = process.Kill() // it lost to another keeper or is too late
	if err != nil {
		return nil, fmt.Errorf("start the keeper: %w; the end of %s:\n%s", err, log, tailOf(log))
	}
	return client, nil
}

// detach starts the keeper in a session of its own, so that neither closing the
// terminal nor interrupting the command reaches it.
func detach(self, stateDir, log string) (process *os.Process, ended <-chan error, err error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open log: %w", err)
	}
	defer out.Close()
	cmd := exec.Command(self, "lab", "keeper", "--state", stateDir)
	cmd.Dir, cmd.Stdout, cmd.Stderr = stateDir, out, out
	cmd.Env = keepOnly(os.Environ(), keeperVariables()...)
	cmd.SysProcAttr = sessionAttributes()
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	result := make(chan error, 1)
	go func() { result <- cmd.Wait() }()
	return cmd.Process, result, nil
}

// dialUntil waits for a keeper to answer. Ours ends at once when another one
// holds the folder and was only slow to answer: then that one answers soon.
func dialUntil(ctx context.Context, stateDir string, ended <-chan error) (*Client, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	var ending error
	for {
		client, err := Dial(ctx, stateDir)
		if err == nil {
			return client, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), ending)
		case exit := <-ended:
			ending = fmt.Errorf("it ended: %s", exitReason(exit))
			var giveUp context.CancelFunc
			ctx, giveUp = context.WithTimeout(ctx, 3*time.Second)
			defer giveUp()
		case <-ticker.C:
		}
	}
}
