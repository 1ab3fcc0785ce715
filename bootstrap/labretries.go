package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// EndRetries ends what agents try again without end with what Git had when they
// began, and has not any more: they begin anew with what it has.
func EndRetries(ctx context.Context, opts Options) error {
	if opts.Agent.Retries == nil {
		return nil
	}
	return onAgentClusters(ctx, opts, func(s *session) error {
		for _, c := range s.driven() {
			if err := endRetry(ctx, s.kube, *opts.Agent.Retries, ref(opts.Agent.ParentRef, "$cluster", c.Name)); err != nil {
				return err
			}
		}
		return nil
	})
}

func endRetry(ctx context.Context, client *kube.Client, retries platform.Retries, parent kube.Ref) error {
	o, err := client.Get(ctx, parent)
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return nil
	}
	if err != nil {
		return err
	}
	if !isOldTry(&retries, o) {
		return nil
	}
	err = client.Merge(ctx, manager, parent, retries.Merge)
	if errors.Is(err, kube.ErrNotFound) {
		return nil
	}
	return err
}
