package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// loseAgent takes away a cluster's agent, with its namespaces and the objects by
// which it is told what to do. What it applied stays: nobody is left to prune it.
func loseAgent(ctx context.Context, opts Options, c *platform.Cluster, _ string) error {
	if err := stopAgents(ctx, opts, c, ""); err != nil {
		return err
	}
	client, err := reach(ctx, opts, c)
	if err != nil {
		return err
	}
	goes := opts.Agent.Traces.On(c.RunsAgent)
	return kube.Wait(ctx, opts.Agent.Title+" to be gone", poll, opts.Timeout, func(string) {}, func(ctx context.Context) (bool, string, error) {
		// In this order: controllers that still run would work off the finalizers.
		if n, err := endPods(ctx, client, goes.Namespaces); err != nil || n > 0 {
			return false, fmt.Sprintf("%d pods are still there", n), err
		}
		if n, err := dissolve(ctx, client, goes.Kinds); err != nil || n > 0 {
			return false, fmt.Sprintf("%d of its objects are still there", n), err
		}
		n, err := endNamespaces(ctx, client, goes.Namespaces)
		return n == 0, fmt.Sprintf("%d of its namespaces are still there", n), err
	})
}

// endPods deletes what makes pods in namespaces, and says how many there still are.
func endPods(ctx context.Context, client *kube.Client, namespaces []string) (int, error) {
	n := 0
	for _, namespace := range namespaces {
		for _, kind := range []string{"Deployment", "StatefulSet"} {
			made, err := client.List(ctx, kube.Ref{APIVersion: "apps/v1", Kind: kind, Namespace: namespace}, kube.ListOptions{})
			if err != nil {
				return 0, err
			}
			for _, o := range made {
				if err := client.Delete(ctx, kube.RefOf(o), kube.Background); err != nil {
					return 0, err
				}
			}
		}
		pods, err := client.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Pod", Namespace: namespace}, kube.ListOptions{})
		if err != nil {
			return 0, err
		}
		n += len(pods)
	}
	return n, nil
}

// endNamespaces deletes namespaces, and says how many are still there.
func endNamespaces(ctx context.Context, client *kube.Client, names []string) (int, error) {
	n := 0
	for _, name := range names {
		r := kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: name}
		o, err := client.Get(ctx, r)
		if errors.Is(err, kube.ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, err
		}
		n++
		if textAt(o, "metadata.deletionTimestamp") != "" {
			continue
		}
		if err := client.Delete(ctx, r, kube.Background); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// bringAgentBack is what brings it in the first time.
func bringAgentBack(ctx context.Context, opts Options, c *platform.Cluster, _ string) error {
	opts.Cluster = c.Name
	return Run(ctx, opts)
}
