package load

import (
	"cmp"
	"fmt"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/slipway-platform/slipway/generator/problem"
)

// CUE cannot be interrupted, and a few lines of it can ask for more than any
// machine has: a list of all numbers, or of choices of choices. It refuses deep
// nesting and recursion itself. Components of catalogs that are not builtin are
// watched therefore. The slowest builtin one takes a second on a busy machine,
// and a thousand clusters together 300 MB.
const (
	patience = 30 * time.Second
	memory   = 2 << 30
)

// Limits are for one component; zero for those above.
type Limits struct {
	Patience time.Duration
	Memory   uint64
}

// watch knows what is being evaluated and since when.
type watch struct {
	limits Limits
	start  uint64 // the heap's size in the beginning

	mu     sync.Mutex
	active map[*watched]bool
}

type watched struct {
	file  string // the component's, for people
	since time.Time
}

// enter begins the work on a component; what it returns ends it. Nothing is
// watched where there is no watch.
func (w *watch) enter(file string) func() {
	if w == nil {
		return func() {}
	}
	now := &watched{file, time.Now()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active[now] = true
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.active, now)
	}
}

// under does work that may not come to an end, and then leaves it behind: the
// program is about to end as well.
func under[T any](limits Limits, work func(*watch) (T, error)) (T, error) {
	w := &watch{
		limits: Limits{cmp.Or(limits.Patience, patience), cmp.Or(limits.Memory, memory)},
		start:  heap(), active: map[*watched]bool{},
	}
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work(w)
		done <- result{value, err}
	}()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case r := <-done:
			return r.value, r.err
		case <-tick.C:
			if problems := w.exceeded(); len(problems) > 0 {
				var none T
				return none, problems
			}
		}
	}
}

// exceeded blames the component that has taken longest: what takes memory takes time.
func (w *watch) exceeded() problem.Problems {
	w.mu.Lock()
	defer w.mu.Unlock()
	var longest *watched
	for a := range w.active {
		if longest == nil || a.since.Before(longest.since) {
			longest = a
		}
	}
	if longest == nil {
		return nil
	}
	what := ""
	if time.Since(longest.since) > w.limits.Patience {
		what = fmt.Sprintf("evaluating it does not come to an end within %v", w.limits.Patience)
	} else if size := heap(); size > w.start+w.limits.Memory {
		what = fmt.Sprintf("evaluating it takes more than %d MiB of memory", w.limits.Memory>>20)
	}
	if what == "" {
		return nil
	}
	return problem.Problems{{Position: problem.Position{File: longest.file}, Message: what,
		Hint: "this is in the catalog's component, not in your platform; look for lists, texts or choices that multiply"}}
}

// heap is how much memory is in use; asking does not stop the program.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// working says that a component is being evaluated; what it returns says that it was.
func (c *compiled) working() func() {
	return c.watch.enter(c.file)
}
