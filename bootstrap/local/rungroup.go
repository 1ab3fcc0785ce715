package local

import (
	"context"
	"os/exec"
	"time"
)

// groupPatience is how long a command may take to end that was asked to.
const groupPatience = 5 * time.Second

// RunGroup runs a command that was made with ctx, and ends it with all that it started when ctx ends: it asks, and after
// five seconds insists. The error is then that of ctx. The command has no terminal, so that nothing of it can wait for
// somebody to type.
func RunGroup(ctx context.Context, cmd *exec.Cmd) error {
	cmd.SysProcAttr = sessionAttributes()
	cmd.Cancel = func() error {
		endGroup(cmd.Process.Pid, false)
		return nil
	}
	cmd.WaitDelay = groupPatience
	err := cmd.Run()
	if ctx.Err() == nil {
		return err
	}
	if cmd.Process != nil {
		endLeft(cmd.Process.Pid)
	}
	return ctx.Err()
}
