package bootstrap

import (
	"context"
	"errors"
	"time"

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
		all, err := going(ctx, client, opts.Agent)
		if err != nil || len(all) > 0 {
			return nameOf(all), err
		}
	}
	return "", nil
}

func nameOf(all []kube.Meta) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].Ref.String()
}

// Urge changes an annotation of whatever of the agent's own kinds is on its way out: an
// agent that looks only now and then whether what an object waits for has gone looks at once.
func Urge(ctx context.Context, opts Options) error {
	for _, host := range opts.Platform.AgentClusters() {
		client, err := reach(ctx, opts, host)
		if err != nil {
			return err
		}
		all, err := going(ctx, client, opts.Agent)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := urge(ctx, client, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func urge(ctx context.Context, client *kube.Client, m kube.Meta) error {
	// With its uid, so that one which was made anew meanwhile is left alone.
	change := map[string]any{"uid": m.UID(), "annotations": map[string]any{urgedAnnotation: time.Now().UTC().Format(time.RFC3339Nano)}}
	err := client.Merge(ctx, manager, m.Ref, map[string]any{"metadata": change})
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) || errors.Is(err, kube.ErrChanged) {
		return nil // it has gone
	}
	return err
}

// urgedAnnotation goes with the object.
const urgedAnnotation = "slipway.dev/urged"

func going(ctx context.Context, client *kube.Client, agent *platform.Agent) (all []kube.Meta, err error) {
	kinds, err := client.Kinds(ctx, agent.Traces.Kinds.Has)
	if err != nil {
		return nil, err
	}
	err = client.EachMeta(ctx, kinds, func(m kube.Meta) {
		if m.Deleting() {
			all = append(all, m)
		}
	})
	return all, err
}
