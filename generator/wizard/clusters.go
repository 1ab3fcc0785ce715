package wizard

import (
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// How names of questions begin that are about the first cluster, whatever it is
// called, and about each.
const (
	FirstCluster = "clusters.first."
	EveryCluster = "clusters.*."
)

const (
	hub              = "hub"
	alone            = "main" // the cluster's name by default, where there is no hub
	providerExisting = "existing"
)

// Covers is whether a question about the first cluster or about each asks what the one of that name asks about one
// cluster; first is what the first is called, empty where that is not given.
func Covers(question, name, first string) bool {
	if field, every := strings.CutPrefix(question, EveryCluster); every {
		return strings.HasPrefix(name, "clusters.") && strings.HasSuffix(name, "."+field)
	}
	field, one := strings.CutPrefix(question, FirstCluster)
	called := []string{first}
	if first == "" {
		called = []string{hub, alone}
	}
	return one && slices.ContainsFunc(called, func(cluster string) bool { return name == "clusters."+cluster+"."+field })
}

// clusters asks for the names of the clusters, then about each of them. In
// topology hub the first is the hub.
func (i *interview) clusters() {
	q := i.field("clusters", "What are the clusters called?", "spec", "clusters", 0, "name")
	q.Kind, q.At, q.Default = load.KindTexts, []any{"spec", "clusters"}, []any{alone}
	q.Help = "The names of the clusters, with commas between. More can be added at any time, here or each as a file under clusters/."
	if i.topology == hub {
		q.Default = []any{hub}
		q.Help += " The first is the hub, which runs the agent."
	}
	q.check = func(answer any) problem.Problems {
		if list, ok := answer.([]any); ok && len(list) == 0 {
			return q.fault("there is no cluster", "name at least one")
		}
		return q.each(answer, func(item any) problem.Problems { return i.rules.Check(item, "spec", "clusters", 0, "name") })
	}
	q.put = i.putClusters
	for n, name := range texts(i.ask(q)) {
		i.cluster(n, name)
	}
}

func (i *interview) putClusters(d *render.Document, answer any) {
	for n, name := range texts(answer) {
		d.Set(name, "spec", "clusters", n, "name")
		if n == 0 && i.topology == hub {
			d.Set(hub, "spec", "clusters", n, "role")
		}
	}
}

func (i *interview) cluster(n int, name string) {
	about := func(field, ask string) Question {
		q := i.field("clusters."+name+"."+field, "Cluster "+name+": "+ask, "spec", "clusters", n, field)
		if n == 0 {
			q.also = append(q.also, FirstCluster+field)
		}
		q.also = append(q.also, EveryCluster+field)
		return q
	}
	provider := i.text(about("provider", "what makes it reachable?"))
	i.ask(about("labels", "which labels does it carry?"))
	context := about("context", "which kubeconfig context reaches it?")
	context.Optional = true
	existing := provider == providerExisting
	if _, given := i.answer(context); existing || given {
		i.ask(context)
	}
	// Last, since it is here that the rules tell whether the hub reaches the cluster.
	server := about("server", "at which address does the hub reach it?")
	server.Optional = true
	if _, given := i.answer(server); given || existing && i.topology == hub && n > 0 {
		i.ask(server)
	}
}
