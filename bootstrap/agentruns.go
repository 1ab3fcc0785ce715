package bootstrap

import (
	"context"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/cause"
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

// agentStill says why an agent does not run in its cluster; nothing when it does.
// What it said of its objects before stays there, however good, and is old.
func agentStill(ctx context.Context, s *session) cause.Finding {
	if s.provider.simulated() {
		return s.provider.agentEnded(ctx, s.host)
	}
	for _, namespace := range agentNamespaces(s.Agent, s.host) {
		for _, r := range workloadKinds() {
			r.Namespace = namespace
			if why := firstStill(ctx, s.kube, r); why.Text != "" {
				why.Text = fmt.Sprintf("%s does not run as it should, and what it says may be old: %s", s.Agent.Title, why.Text)
				return finding{where: "cluster " + s.host.Name, account: why}.named()
			}
		}
	}
	return cause.Finding{}
}

func firstStill(ctx context.Context, client *kube.Client, r kube.Ref) kube.Account {
	all, err := client.List(ctx, r, kube.ListOptions{})
	if err != nil {
		return kube.Account{} // who may not list them has what the agent says
	}
	for _, o := range all {
		if ready, why := kube.Ready(o); !ready {
			if found, err := kube.Cause(ctx, client, kube.RefOf(o)); err == nil && found.Text != "" {
				return found
			}
			return kube.Account{Text: why}
		}
	}
	return kube.Account{}
}

// agentNamespaces are where the agent and its companions run on a cluster, each
// once, the agent's main one first.
func agentNamespaces(agent *platform.Agent, host *platform.Cluster) []string {
	var out []string
	add := func(namespace string) {
		if !slices.Contains(out, namespace) {
			out = append(out, namespace)
		}
	}
	for _, namespace := range agent.OwnNamespaces() {
		add(namespace)
	}
	for _, name := range agent.Companions {
		if p, ok := host.Unit(name); ok {
			add(p.Unit.Variant.Component.Namespace)
		}
	}
	return out
}
