package load

import (
	"runtime"

	"golang.org/x/sync/errgroup"
)

// evaluations are the variants that were asked for. They are evaluated on every
// core, while it is still being found which others there are.
type evaluations struct {
	group   errgroup.Group
	started []*evaluation
}

type evaluation struct {
	key string
	result
}

func (e *evaluations) start(ev *evaluator, q request) {
	if e.started == nil {
		e.group.SetLimit(runtime.GOMAXPROCS(0))
	}
	now := &evaluation{key: q.key}
	e.started = append(e.started, now)
	e.group.Go(func() error {
		now.result = ev.evaluate(q)
		return nil
	})
}

// wait returns all of them, in the order in which they were asked for.
func (e *evaluations) wait() []*evaluation {
	_ = e.group.Wait() // problems are in the results
	return e.started
}
