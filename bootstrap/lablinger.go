package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// FreeLingering frees what an agent would wait for without end: an object of its
// own that is being deleted although Git has its component, which was brought back
// before the last that uses the object was gone. The agent makes it anew.
func FreeLingering(ctx context.Context, opts Options) error {
	if len(opts.Agent.Lingers) == 0 {
		return nil
	}
	for _, host := range opts.Platform.AgentClusters() {
		client, err := reach(ctx, opts, host)
		if err != nil {
			return err
		}
		if err := freeLingering(ctx, client, opts.Agent, opts.Platform.Components); err != nil {
			return err
		}
	}
	return nil
}

func freeLingering(ctx context.Context, client *kube.Client, agent *platform.Agent, components []*platform.Component) error {
	for _, lingering := range agent.Lingers {
		for _, component := range components {
			r := ref(lingering, "$component", component.Name)
			o, err := client.Get(ctx, r)
			if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
				continue
			}
			if err != nil {
				return err
			}
			if textAt(o, "metadata.deletionTimestamp") == "" || len(kube.MetaOf(o).Finalizers) == 0 {
				continue
			}
			// With its uid, so that one which was made anew meanwhile is left alone.
			free := map[string]any{"metadata": map[string]any{"uid": textAt(o, "metadata.uid"), "finalizers": nil}}
			if err := client.Merge(ctx, manager, r, free); err != nil && !errors.Is(err, kube.ErrNotFound) && !errors.Is(err, kube.ErrChanged) {
				return err
			}
		}
	}
	return nil
}
