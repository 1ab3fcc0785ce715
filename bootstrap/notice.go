package bootstrap

import (
	"context"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// notice waits for as long as the agent may take to notice what Git holds,
// where nothing that it reports says whether it has, and reports whether it
// waited. What the root is known to have held for longer it has noticed.
func (w *watcher) notice(ctx context.Context, held time.Duration, ui StepUI) (bool, error) {
	within := time.Duration(w.agent.Notices) * time.Second
	if held > within || within == 0 {
		return false, nil
	}
	ui.Waiting(w.agent.Title + " to notice the commit")
	select {
	case <-ctx.Done():
		return true, ctx.Err()
	case <-time.After(within):
		return true, nil
	}
}

// heldBy is how long the root is known to have held what it holds.
func (w *watcher) heldBy(ctx context.Context, root kube.Ref) (time.Duration, error) {
	if w.agent.History == nil {
		return 0, nil
	}
	seen, err := w.look(ctx, []kube.Ref{root})
	return seen[root].held, err
}

// heldFor is how long an object is known to have held what it holds, both by the
// same clock: since it began to, or since it held something else.
func heldFor(h *platform.History, obj map[string]any) time.Duration {
	if h == nil {
		return 0
	}
	list, _ := at(obj, h.List).([]any)
	if len(list) == 0 {
		return 0
	}
	now, _ := list[0].(map[string]any)
	from, until := timeAt(now, h.From), timeAt(now, h.Until)
	if len(list) > 1 {
		before, _ := list[1].(map[string]any)
		if last := timeAt(before, h.Until); last.After(from) {
			from = last
		}
	}
	if from.IsZero() || until.Before(from) {
		return 0
	}
	return until.Sub(from)
}

func timeAt(obj map[string]any, path string) time.Time {
	t, _ := time.Parse(time.RFC3339, textAt(obj, path))
	return t
}
