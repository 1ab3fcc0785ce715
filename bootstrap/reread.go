package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
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
			if err := s.prompt(ctx, o, r.Annotation, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// prompt makes the agent look at an object that was there a moment ago. The agent may be at work, and
// the object gone since or made anew: then it looks by itself.
func (s *session) prompt(ctx context.Context, o map[string]any, how platform.Annotation, now string) error {
	r, uid := kube.RefOf(o), textAt(o, "metadata.uid")
	err := annotateThis(ctx, s.kube, r, uid, map[string]any{how.Key: strings.ReplaceAll(how.Value, "$now", now)})
	if err == nil {
		return nil
	}
	is, looked := s.kube.Get(ctx, r)
	if errors.Is(looked, kube.ErrNotFound) || looked == nil && textAt(is, "metadata.uid") != uid {
		return nil
	}
	return err
}

// rereadOwn asks the agents on a lab's own clusters to, once its Git server answers. They wait
// after a try without one, Argo CD's ApplicationSets for three minutes (v3.2.11
// applicationset/controllers/applicationset_controller.go, ReconcileRequeueOnValidationError).
func rereadOwn(ctx context.Context, opts Options) error {
	var errs []error // of each by itself
	for _, host := range opts.Platform.AgentClusters() {
		p, err := newProvider(host.Provider, opts)
		if err != nil {
			return err
		}
		if _, own := p.(labProvider); own {
			errs = append(errs, onAgentCluster(ctx, opts, host, func(s *session) error { return s.reread(ctx) }))
		}
	}
	return errors.Join(errs...)
}
