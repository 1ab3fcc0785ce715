package local

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// attempts is how often a process may end before it has ever been ready; a
// program that starts beside what it depends on may need a second one.
const attempts = 4

// patience bounds the wait for callers that set no limit of their own.
const patience = 3 * time.Minute

// settled is how long a process without a probe must have run: one that ends
// at once has usually ended by then, also on a busy machine.
const settled = time.Second

// ready waits until the process answers its probe. A process without one is
// ready once it has been running for a moment.
func (c *child) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(probePeriod)
	defer ticker.Stop()
	var last error
	before := c.status().Restarts
	for {
		state := c.status()
		if state.Ready {
			return nil
		}
		if state.Restarts-before >= attempts-1 && !state.Running {
			return fmt.Errorf("it ended %d times before it was ready (%s); the end of %s:\n%s", attempts, state.LastExit, c.process.Log, tailOf(c.process.Log))
		}
		if state.Running {
			if last = c.probe(ctx, state.Since); last == nil {
				c.answer(state.PID)
				continue
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until it is ready: %w (%w); see %s", ctx.Err(), orNone(last), c.process.Log)
		case <-c.gone:
			return errors.New("it was stopped")
		case <-ticker.C:
		}
	}
}

func (c *child) probe(ctx context.Context, since time.Time) error {
	if c.process.Ready == nil {
		if time.Since(since) < settled {
			return errors.New("only just started")
		}
		return nil
	}
	return c.process.Ready.check(ctx)
}

// answer records that the process with that pid is ready, unless it has ended
// meanwhile.
func (c *child) answer(pid int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.PID == pid {
		c.state.Ready = true
	}
}

func orNone(err error) error {
	if err == nil {
		return errors.New("it is not running")
	}
	return err
}
