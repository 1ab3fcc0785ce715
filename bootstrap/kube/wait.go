package kube

import (
	"context"
	"fmt"
	"time"
)

// TimeoutError is what Wait returns when time runs out.
type TimeoutError struct {
	What  string        // what was waited for
	Last  string        // the last condition seen, "" when none was
	After time.Duration // how long it was waited for
}

func (e *TimeoutError) Error() string {
	last := e.Last
	if last == "" {
		last = "nothing was seen of it"
	}
	return fmt.Sprintf("timed out after %s waiting for %s: %s", e.After, e.What, last)
}

// Wait polls cond at once, soon again, and then every interval until it is done; it never looks for more than half of
// the time. The last condition seen goes to report whenever it
// changes. Trouble that may pass, such as an API server that restarts, counts as a condition; any other error ends the
// wait. When ctx ends first its error is returned, and when timeout passes a *TimeoutError.
func Wait(ctx context.Context, what string, interval, timeout time.Duration,
	report func(last string), cond func(context.Context) (done bool, last string, err error)) error {
	polls, cancel := context.WithTimeout(Impatient(ctx), timeout)
	defer cancel()
	interval = max(interval, time.Millisecond)
	pause, last := interval/4, ""
	for {
		began := time.Now()
		done, now, err := cond(polls)
		took := time.Since(began)
		switch {
		case err == nil && done:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && (polls.Err() != nil || cutShort(err)):
			now = "" // the poll that the deadline interrupted says nothing about the object
		case err != nil && !Transient(err):
			return err
		case err != nil:
			now = oneLine(err.Error())
		}
		if now != "" && now != last {
			last = now
			report(now)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-polls.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return &TimeoutError{What: what, Last: last, After: timeout}
		case <-time.After(max(pause, took)):
			pause = min(2*pause, interval)
		}
	}
}
