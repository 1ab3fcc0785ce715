package bootstrap

import (
	"sync"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// watches are the kinds that are watched now, each once.
type watches struct {
	running sync.WaitGroup

	mu sync.Mutex
	on map[kube.Kind]bool
}

// begin watches a kind that is not watched already. A watch ends by itself where the
// kind is no more; it is begun anew should the kind come back.
func (w *watches) begin(k kube.Kind, watch func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.on[k] {
		return
	}
	if w.on == nil {
		w.on = map[kube.Kind]bool{}
	}
	w.on[k] = true
	w.running.Go(func() {
		watch()
		w.end(k)
	})
}

func (w *watches) end(k kube.Kind) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.on, k)
}
