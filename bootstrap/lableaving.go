package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Leaving tells whether the agent makes no namespace anew of what the platform does not have any more: each of those units
// is on its way out, or gone. Of an agent whose units do not make their namespaces that is not known.
func Leaving(ctx context.Context, opts Options) (bool, error) {
	if !opts.Agent.MakesNamespaces {
		return false, nil
	}
	stays := map[string]bool{}
	for _, c := range opts.Platform.Clusters {
		for _, r := range unitRefs(opts.Agent, c) {
			stays[r.String()] = true
		}
	}
	for _, host := range opts.Platform.AgentClusters() {
		client, err := reach(ctx, opts, host)
		if err != nil {
			return false, err
		}
		if leaving, err := allLeave(ctx, client, opts.Agent, stays); err != nil || !leaving {
			return false, err
		}
	}
	return true, nil
}

func allLeave(ctx context.Context, client *kube.Client, agent *platform.Agent, stays map[string]bool) (bool, error) {
	r := ref(agent.UnitRef)
	r.Name = ""
	units, err := client.List(ctx, r, kube.ListOptions{Labels: unitLabel})
	if errors.Is(err, kube.ErrNoKind) {
		return true, nil
	}
	for _, u := range units {
		if !stays[kube.RefOf(u).String()] && kube.Deleting(u) == "" {
			return false, nil
		}
	}
	return err == nil, err
}

// unitLabel is on what stands for a unit, where that makes its namespace.
const unitLabel = "slipway.dev/unit"
