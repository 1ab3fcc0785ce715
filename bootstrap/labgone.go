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
		// A namespace goes five seconds after it was asked to at the earliest. Nobody has to see the end of it: nothing is
		// made there any more, and whoever brings the agent back waits for it.
		if err := endNamespaces(ctx, client, goes.Namespaces); err != nil {
			return false, "", err
		}
		n, err := dissolve(ctx, client, goes.Kinds)
		return n == 0, fmt.Sprintf("%d of its objects are still there", n), err
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

// endNamespaces deletes namespaces, and waits for none.
func endNamespaces(ctx context.Context, client *kube.Client, names []string) error {
	for _, name := range names {
		r := kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: name}
		o, err := client.Get(ctx, r)
		if errors.Is(err, kube.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if textAt(o, "metadata.deletionTimestamp") != "" {
			continue
		}
		if err := client.Delete(ctx, r, kube.Background); err != nil {
			return err
		}
	}
	return nil
}

// bringAgentBack is what brings it in the first time, unless somebody did that already: its root is what bootstrap
// applies last. Where losing the agent was broken off the root is still there and the agent may stand still: it is
// started, which on nodes takes more than a look at the root.
func bringAgentBack(ctx context.Context, opts Options, c *platform.Cluster, _ string) error {
	opts.Cluster = c.Name
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return err
	}
	if !p.simulated() {
		return Run(ctx, opts)
	}
	if r, err := LookOnce(ctx, Briefly(opts)); err == nil && r.rootOf(c.Name).good() {
		return startAgents(ctx, opts, c, "")
	}
	return Run(ctx, opts)
}

// rootOf is what hands a cluster to Git.
func (r *Report) rootOf(cluster string) Verdict {
	for _, c := range r.Clusters {
		if c.Name == cluster && c.Root != nil {
			return *c.Root
		}
	}
	if r.Root != nil {
		return *r.Root
	}
	return missing()
}
