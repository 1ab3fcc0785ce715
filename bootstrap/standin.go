package bootstrap

import (
	"context"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// standIn writes the status that the agent's own controllers would give the
// objects by which it knows clusters, where a provider cannot run them.
func (s *session) standIn(ctx context.Context, ui StepUI) error {
	for _, c := range s.driven() {
		p, err := newProvider(c.Provider, s.Options)
		if err != nil {
			return err
		}
		for _, o := range p.clusterStatus(c) {
			r := kube.RefOf(o)
			live, err := s.kube.Get(ctx, r)
			if err == nil && contains(live["status"], o["status"]) {
				continue
			}
			if err != nil {
				return err
			}
			ui.Waiting("registering cluster " + c.Name)
			if err := s.kube.ApplyStatus(ctx, manager, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// notice waits for as long as the agent may take to notice what Git holds,
// where nothing that it reports says whether it has.
func (w *watcher) notice(ctx context.Context, ui StepUI) error {
	if w.agent.Notices == 0 {
		return nil
	}
	ui.Waiting(w.agent.Title + " to notice the commit")
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(w.agent.Notices) * time.Second):
		return nil
	}
}
