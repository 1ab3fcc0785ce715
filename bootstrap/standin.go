package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
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

// nudge returns what makes the agent look at a cluster's units at once; nil
// where it looks often enough by itself.
func (s *session) nudge(c *platform.Cluster) (func(context.Context) error, error) {
	p, err := newProvider(c.Provider, s.Options)
	if err != nil {
		return nil, err
	}
	r, annotation := p.nudge(c)
	if annotation == "" {
		return nil, nil
	}
	return func(ctx context.Context) error {
		if there, err := s.kube.Exists(ctx, r); err != nil || !there {
			return err
		}
		// Its change is what counts, so it need not stay.
		return errors.Join(annotate(ctx, s.kube, r, map[string]any{annotation: "true"}), annotate(ctx, s.kube, r, nil))
	}, nil
}
