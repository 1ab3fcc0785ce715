package bootstrap

import (
	"context"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// flavour is a vendor's Kubernetes: how it is told, and what differs there.
type flavour struct {
	title string
	// Any one of these tells it: a part of the server's version, a label of a node, how a node's system calls itself, or an
	// API group that is served.
	version, label, system, group string
	notes                         []string
	brings                        []brought
	// accounts is the ClusterRole that lets pods run as the user whom their images name.
	accounts string
}

// brought is something that a vendor installs and a component would again.
type brought struct {
	component string
	kind      string // of the workload in kube-system that shows it
	name      string
	mend      string
}

// flavours is the table; docs/clusters.md says the same to people.
func flavours() []flavour {
	meter := func(mend string) brought {
		return brought{"metrics-server", "Deployment", "metrics-server", mend}
	}
	const leave = "leave the component out on this cluster, with enabled: false"
	return []flavour{
		{title: "Amazon EKS", version: "-eks-", notes: []string{
			"NetworkPolicies hold only where the VPC CNI's network policy agent is switched on or another CNI is installed",
		}, brings: []brought{meter(leave + ", or take the add-on metrics-server off the cluster")}},
		{title: "Google GKE", version: "-gke.", notes: []string{
			"NetworkPolicies hold only with Dataplane V2 or network policy enforcement switched on",
			"Autopilot refuses privileged pods and host paths, whatever the namespace's labels say",
		}, brings: []brought{{"metrics-server", "Deployment", "metrics-server-v", leave + ": GKE puts its own back"}}},
		{title: "Azure AKS", label: "kubernetes.azure.com/cluster", notes: []string{
			"AKS adds a namespaceSelector to webhooks; where that shows as drift, annotate them with admissions.enforcer/disabled: \"true\"",
		}, brings: []brought{meter(leave + ": AKS puts its own back")}},
		{title: "OpenShift", group: "config.openshift.io", accounts: "system:openshift:scc:nonroot-v2", notes: []string{
			"pods run as a user of the namespace's own range unless a security context constraint allows more; bootstrap allows the agent's nonroot-v2, and components that name a user need the same, or values without one",
			"a Route takes the place of an Ingress controller, and monitoring is there already",
		}},
		{title: "RKE2", version: "+rke2r", notes: []string{
			"with the CIS profile every namespace is restricted unless its labels say otherwise; the platform's do",
		}, brings: []brought{
			{"metrics-server", "Deployment", "rke2-metrics-server", "start the servers with disable: [rke2-metrics-server], or " + leave},
			{"traefik", "DaemonSet", "rke2-traefik", "start the servers with ingress-controller: none, or " + leave},
		}},
		{title: "k3s", version: "+k3s", notes: []string{
			"ServiceLB answers for Services of type LoadBalancer unless servers start with --disable servicelb; with metallb both would",
		}, brings: []brought{
			meter("start the servers with --disable metrics-server, or " + leave),
			{"traefik", "Deployment", "traefik", "start the servers with --disable traefik, or " + leave},
		}},
		{title: "Talos", system: "Talos (", notes: []string{
			"every namespace but kube-system is held to Pod Security's baseline unless its labels say otherwise; the platform's do",
		}},
	}
}

// sighting is what tells flavours on a cluster.
type sighting struct {
	version string
	groups  []string
	nodes   []map[string]any
}

func (f flavour) is(s sighting) bool {
	if f.version != "" && strings.Contains(s.version, f.version) || f.group != "" && slices.Contains(s.groups, f.group) {
		return true
	}
	return slices.ContainsFunc(s.nodes, func(node map[string]any) bool {
		labels, _ := at(node, "metadata.labels").(map[string]any)
		_, labelled := labels[f.label]
		return labelled || f.system != "" && strings.HasPrefix(textAt(node, "status.nodeInfo.osImage"), f.system)
	})
}

// lookForFlavours tells what the host is. Who may not list nodes learns of
// fewer.
func (s *session) lookForFlavours(ctx context.Context, version string) error {
	seen := sighting{version: version}
	var err error
	if seen.groups, err = s.kube.Groups(ctx); err != nil {
		return err
	}
	if seen.nodes, err = s.kube.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Node"}, kube.ListOptions{}); err != nil && ctx.Err() != nil {
		return err
	}
	s.flavours = nil
	for _, f := range flavours() {
		if f.is(seen) {
			s.flavours = append(s.flavours, f)
		}
	}
	return nil
}

// noteFlavours says what differs on the host, and names what its vendor
// installed and the platform would again.
func (s *session) noteFlavours(ctx context.Context) {
	for _, f := range s.flavours {
		s.UI.Note("cluster %s is %s: %s", s.host.Name, f.title, strings.Join(f.notes, "; "))
		for _, b := range f.brings {
			if _, placed := s.host.Unit(b.component); placed && s.isBrought(ctx, b) {
				s.UI.Note("cluster %s has %s of %s's own in kube-system, and the platform brings another: %s", s.host.Name, b.component, f.title, b.mend)
			}
		}
	}
}

// isBrought looks for the workload; who may not look is not told.
func (s *session) isBrought(ctx context.Context, b brought) bool {
	objects, err := s.kube.List(ctx, kube.Ref{APIVersion: "apps/v1", Kind: b.kind, Namespace: "kube-system"}, kube.ListOptions{})
	return err == nil && slices.ContainsFunc(objects, func(o map[string]any) bool {
		name := textAt(o, "metadata.name")
		return name == b.name || strings.HasSuffix(b.name, "-v") && strings.HasPrefix(name, b.name)
	})
}
