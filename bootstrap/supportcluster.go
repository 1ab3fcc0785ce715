package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

const (
	logLines   = 200 // of each container or process
	eventsKept = 500 // of each cluster, the newest
)

// clusterGatherer adds what one cluster has to a bundle.
type clusterGatherer struct {
	*gatherer
	cluster *platform.Cluster
	client  *kube.Client
	at      string // where in the bundle
	lacks   string // what could not be had
}

// miss notes what could not be had, and goes on.
func (g *clusterGatherer) miss(err error) {
	if err != nil {
		g.lacks += err.Error() + "\n"
	}
}

func (g *clusterGatherer) all(ctx context.Context) {
	g.miss(g.processLogs())
	access, ok := g.kubeconfigs[g.cluster.Name]
	if !ok {
		_, err := reach(ctx, g.Options, g.cluster)
		g.miss(err)
		return
	}
	var err error
	if g.client, err = kube.Connect(access.Kubeconfig, access.Context); err != nil {
		g.miss(err)
		return
	}
	version, err := answers(ctx, g.client, g.cluster.Name, g.Timeout, g.UI.Step(0, 0, "support"))
	if err != nil {
		g.miss(err)
		return
	}
	g.bundle.Text(g.at+"version.txt", "Kubernetes "+version+"\n")
	g.miss(g.agentObjects(ctx))
	g.miss(g.events(ctx))
	g.miss(g.statuses(ctx))
	for _, namespace := range g.Agent.Traces.On(g.cluster.RunsAgent).Namespaces {
		g.miss(g.namespace(ctx, namespace))
	}
}

// processLogs adds the ends of the logs of what the provider runs as processes.
func (g *clusterGatherer) processLogs() error {
	p, err := newProvider(g.cluster.Provider, g.Options)
	if err != nil {
		return err
	}
	for _, path := range p.logs(g.cluster) {
		text, err := local.Tail(path, logLines)
		if err != nil {
			return err
		}
		g.bundle.Text(g.at+"logs/"+filepath.Base(path), text)
	}
	return nil
}

// agentObjects adds the objects of the agent's own kinds, with their conditions.
func (g *clusterGatherer) agentObjects(ctx context.Context) error {
	own := g.Agent.Traces.On(g.cluster.RunsAgent).Kinds
	kinds, err := g.client.Kinds(ctx, own.Has)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if err := g.list(ctx, kube.Ref{APIVersion: k.Group + "/" + k.Version, Kind: k.Name}, "objects/"+k.Name+"."+k.Group, whole); err != nil {
			return err
		}
	}
	return nil
}

// list adds all objects of a kind, as show leaves them.
func (g *clusterGatherer) list(ctx context.Context, r kube.Ref, name string, show func(map[string]any) map[string]any) error {
	found, err := g.client.List(ctx, r, kube.ListOptions{})
	if err != nil {
		return err
	}
	var out []map[string]any
	for _, o := range found {
		if shown := show(o); shown != nil {
			out = append(out, shown)
		}
	}
	return g.bundle.Objects(g.at+name+".yaml", out)
}

func whole(o map[string]any) map[string]any { return o }

// events adds the newest, without the name of who saw them.
func (g *clusterGatherer) events(ctx context.Context) error {
	found, err := g.client.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Event"}, kube.ListOptions{})
	if err != nil {
		return err
	}
	when := func(e map[string]any) string {
		return cmp.Or(textAt(e, "lastTimestamp"), textAt(e, "eventTime"), textAt(e, "metadata.creationTimestamp"))
	}
	slices.SortStableFunc(found, func(a, b map[string]any) int { return cmp.Compare(when(a), when(b)) })
	found = found[max(0, len(found)-eventsKept):]
	var out []map[string]any
	for _, e := range found {
		out = append(out, map[string]any{
			"type": e["type"], "reason": e["reason"], "message": e["message"], "count": e["count"], "last": when(e),
			"object": fmt.Sprintf("%s %s/%s", textAt(e, "involvedObject.kind"), textAt(e, "involvedObject.namespace"), textAt(e, "involvedObject.name")),
		})
	}
	return g.bundle.Objects(g.at+"events.yaml", out)
}

// statuses adds how pods and workloads that are not ready fare.
func (g *clusterGatherer) statuses(ctx context.Context) error {
	for _, kind := range []kube.Ref{
		{APIVersion: "v1", Kind: "Pod"}, {APIVersion: "v1", Kind: "Node"}, {APIVersion: "v1", Kind: "PersistentVolumeClaim"},
		{APIVersion: "apps/v1", Kind: "Deployment"}, {APIVersion: "apps/v1", Kind: "StatefulSet"}, {APIVersion: "apps/v1", Kind: "DaemonSet"},
		{APIVersion: "batch/v1", Kind: "Job"},
	} {
		show := statusOnly
		if kind.Kind != "Pod" {
			show = unready
		}
		if err := g.list(ctx, kind, "statuses/"+kind.Kind, show); err != nil {
			return err
		}
	}
	return nil
}

func unready(o map[string]any) map[string]any {
	if ready, _ := kube.Ready(o); ready {
		return nil
	}
	return statusOnly(o)
}

func statusOnly(o map[string]any) map[string]any {
	return map[string]any{
		"apiVersion": o["apiVersion"], "kind": o["kind"], "status": o["status"],
		"metadata": map[string]any{"namespace": textAt(o, "metadata.namespace"), "name": textAt(o, "metadata.name")},
	}
}

// namespace adds what the agent has in a namespace of its own: the names of its
// Secrets and ConfigMaps with their keys, and the ends of its pods' logs.
func (g *clusterGatherer) namespace(ctx context.Context, namespace string) error {
	secrets, err := g.client.SecretNames(ctx, namespace)
	if err != nil {
		return err
	}
	if len(secrets) > 0 {
		text, err := yaml.Marshal(secrets)
		if err != nil {
			return fmt.Errorf("write the names of Secrets: %w", err)
		}
		g.bundle.Text(g.at+"secrets/"+namespace+".yaml", string(text))
	}
	if err := g.list(ctx, kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: namespace}, "configmaps/"+namespace, whole); err != nil {
		return err
	}
	pods, err := g.client.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Pod", Namespace: namespace}, kube.ListOptions{})
	if err != nil {
		return err
	}
	for _, p := range pods {
		g.podLogs(ctx, namespace, p)
	}
	return nil
}

func (g *clusterGatherer) podLogs(ctx context.Context, namespace string, pod map[string]any) {
	if p, err := newProvider(g.cluster.Provider, g.Options); err != nil || p.simulated() {
		return // nothing executes, so nothing is said
	}
	containers, _ := at(pod, "spec.containers[*].name").([]any)
	for _, c := range containers {
		name, _ := c.(string)
		text, err := g.client.Log(ctx, namespace, textAt(pod, "metadata.name"), kube.LogOptions{Container: name, Lines: logLines})
		if err != nil {
			g.miss(err)
			continue
		}
		g.bundle.Text(strings.Join([]string{g.at + "logs", namespace, textAt(pod, "metadata.name"), name + ".log"}, "/"), text)
	}
}
