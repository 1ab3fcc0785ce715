package kindnode

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// startDaemon starts an engine's daemon, waits until it answers, and returns what
// ends it. The command is not of ctx: the daemon has to outlive that until its
// containers are gone.
func startDaemon(ctx context.Context, cmd *exec.Cmd, logFile string, answers func() bool) (end func() error, err error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	end = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return fmt.Errorf("end the engine: %w", err)
		}
		select {
		case <-gone:
			return nil
		case <-time.After(time.Minute):
			return errors.Join(errors.New("end the engine: it did not within a minute, and is killed"), cmd.Process.Kill())
		}
	}
	return end, waitForEngine(ctx, gone, logFile, answers, end)
}

func waitForEngine(ctx context.Context, gone chan error, log string, answers func() bool, end func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-gone:
			return fmt.Errorf("start the engine: %w; see %s", err, log)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for the engine: %w; see %s", ctx.Err(), log), end())
		case <-ticker.C:
			if answers() {
				return nil
			}
		}
	}
}
