package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// workloadKinds are what agents run as.
func workloadKinds() []kube.Ref {
	return []kube.Ref{
		{APIVersion: "apps/v1", Kind: "Deployment"},
		{APIVersion: "apps/v1", Kind: "StatefulSet"},
		{APIVersion: "apps/v1", Kind: "DaemonSet"},
	}
}

// agentStill says why an agent does not run in its cluster; empty when it does.
// What it said of its objects before stays there, however good, and is old.
func agentStill(ctx context.Context, s *session) string {
	if s.provider.simulated() {
		return "" // its processes are not the cluster's
	}
	for _, namespace := range agentNamespaces(s.Agent, s.host) {
		for _, r := range workloadKinds() {
			r.Namespace = namespace
			if why := firstStill(ctx, s.kube, r); why != "" {
				return fmt.Sprintf("cluster %s: %s does not run as it should, and what it says may be old: %s", s.host.Name, s.Agent.Title, why)
			}
		}
	}
	return ""
}

func firstStill(ctx context.Context, client *kube.Client, r kube.Ref) string {
	all, err := client.List(ctx, r, kube.ListOptions{})
	if err != nil {
		return "" // who may not list them has what the agent says
	}
	for _, o := range all {
		if ready, why := kube.Ready(o); !ready {
			if cause, err := client.Cause(ctx, kube.RefOf(o)); err == nil && cause != "" {
				return cause
			}
			return why
		}
	}
	return ""
}

// agentNamespaces are where the agent and its companions run on a cluster.
func agentNamespaces(agent *platform.Agent, host *platform.Cluster) []string {
	out := []string{agent.Namespace}
	for _, name := range agent.Companions {
		if p, ok := host.Unit(name); ok {
			out = append(out, p.Unit.Variant.Component.Namespace)
		}
	}
	return out
}
