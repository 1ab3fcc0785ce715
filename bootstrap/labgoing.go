package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Going names an object of the agent's own kinds that is on its way out, on a cluster that runs the agent; empty where
// there is none. What it brought goes with it, and needs its kinds and namespaces until then.
func Going(ctx context.Context, opts Options) (string, error) {
	for _, host := range opts.Platform.AgentClusters() {
		client, err := reach(ctx, opts, host)
		if err != nil {
			return "", err
		}
		if name, err := going(ctx, client, opts.Agent); err != nil || name != "" {
			return name, err
		}
	}
	return "", nil
}

func going(ctx context.Context, client *kube.Client, agent *platform.Agent) (name string, err error) {
	kinds, err := client.Kinds(ctx, agent.Traces.Kinds.Has)
	if err != nil {
		return "", err
	}
	err = client.EachMeta(ctx, kinds, func(m kube.Meta) {
		if m.Deleting() && name == "" {
			name = m.Ref.String()
		}
	})
	return name, err
}
