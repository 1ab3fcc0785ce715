package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// reread asks the agent to look once more at what is not in order: it may have
// been refused with the credential that was there before, and then it waits
// longer every time.
func (s *session) reread(ctx context.Context) error {
	now := time.Now().UTC().Format(time.RFC3339Nano)
	for _, r := range s.Agent.Rereads {
		kind := kube.Ref{APIVersion: r.APIVersion, Kind: r.Kind, Namespace: cmp.Or(r.Namespace, s.Agent.Namespace)}
		objects, err := s.kube.List(ctx, kind, kube.ListOptions{})
		if errors.Is(err, kube.ErrNoKind) {
			continue // the agent is not there yet
		}
		if err != nil {
			return err
		}
		for _, o := range objects {
			if verdictOf(s.Agent, o).good() {
				continue
			}
			if err := annotate(ctx, s.kube, kube.RefOf(o), map[string]any{r.Key: strings.ReplaceAll(r.Value, "$now", now)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// rereadOwn asks the agents on a lab's own clusters to, once its Git server answers. They wait
// after a try without one, Argo CD's ApplicationSets for three minutes (v3.2.11
// applicationset/controllers/applicationset_controller.go, ReconcileRequeueOnValidationError).
func rereadOwn(ctx context.Context, opts Options) error {
	for _, host := range opts.Platform.AgentClusters() {
		p, err := newProvider(host.Provider, opts)
		if err != nil {
			return err
		}
		if _, own := p.(labProvider); !own {
			continue
		}
		s, err := newSession(opts, host)
		if err != nil {
			return err
		}
		if s.kube, err = reach(ctx, opts, host); err != nil {
			return err
		}
		if err := s.reread(ctx); err != nil {
			return fmt.Errorf("have %s look again: %w", opts.Agent.Title, err)
		}
	}
	return nil
}
