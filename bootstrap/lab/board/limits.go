package board

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits counts by name: at first so many at once, and then one every so often.
type limits struct {
	every time.Duration
	burst int

	mu sync.Mutex
	by map[string]*rate.Limiter
}

// mostNames is how many names are counted apart.
const mostNames = 1000

// of is the count of a name. Where too many names are counted those that have
// nothing on their account are forgotten, and the others share one.
func (l *limits) of(name string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]*rate.Limiter{}
	}
	if len(l.by) >= mostNames {
		for other, count := range l.by {
			if count.Tokens() >= float64(l.burst) {
				delete(l.by, other)
			}
		}
	}
	if len(l.by) >= mostNames && l.by[name] == nil {
		name = ""
	}
	if l.by[name] == nil {
		l.by[name] = rate.NewLimiter(rate.Every(l.every), l.burst)
	}
	return l.by[name]
}

// spent tells whether a name has none left.
func (l *limits) spent(name string) bool { return l.of(name).Tokens() < 1 }
