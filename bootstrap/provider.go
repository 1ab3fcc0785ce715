package bootstrap

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Access is how a cluster is reached.
type Access struct {
	Kubeconfig []byte
	Context    string
}

// provider makes clusters reachable. ensure is idempotent: twice is once.
type provider interface {
	// ensure makes the cluster, where the provider can, and says how to reach it.
	ensure(ctx context.Context, c *platform.Cluster, waiting func(string)) (Access, error)
	// reach says how to reach a cluster without making or changing anything.
	reach(ctx context.Context, c *platform.Cluster) (Access, error)
	// question is what a person is asked before register changes a cluster; empty where nobody need be.
	question(ctx context.Context, c *platform.Cluster) (string, error)
	// register lets the agent of another cluster drive this one, which the provider made; nil where somebody else
	// keeps the credential for that.
	register(ctx context.Context, c *platform.Cluster, waiting func(string)) (*registration, error)
	// agentCRDs returns the agent's CRDs where the provider installs them, nil
	// where they come with the agent's chart.
	agentCRDs(ctx context.Context, waiting func(string)) ([]map[string]any, error)
	// runAgent runs the agent's workloads where the provider does so outside the cluster.
	runAgent(ctx context.Context, c *platform.Cluster, waiting func(string)) error
	// clusterStatus returns what stands for a cluster among the agent's objects, with the status that controllers
	// of the agent's would give it which the provider cannot run.
	clusterStatus(c *platform.Cluster) []map[string]any
	// nudge returns an object and an annotation on it whose change makes the agent look at a cluster's units at once;
	// no annotation where the agent's own intervals are those of the platform.
	nudge(c *platform.Cluster) (kube.Ref, string)
	// agentEnded says what of what runAgent runs does not run, and why; nothing where all of it does.
	agentEnded(ctx context.Context, c *platform.Cluster) cause.Finding
	// stopAgent ends what runAgent runs, and leaves alone what the agent applied.
	stopAgent(ctx context.Context, c *platform.Cluster) error
	// logs are the files in which the provider keeps what a cluster and its agent write, where these are processes.
	logs(c *platform.Cluster) []string
	// examine looks at what these clusters, which are all of the provider's, take of this machine; it changes nothing.
	examine(ctx context.Context, clusters []*platform.Cluster) []doctor.Check
	// simulated says whether pods on its clusters exist as objects only.
	simulated() bool
}

// providers is the table: to add one, write a file and its line here.
func providers() map[string]func(Options) (provider, error) {
	return map[string]func(Options) (provider, error){
		"existing": newExisting,
		"kind":     newKind,
		"local":    newLocal,
	}
}

// Providers lists the cluster providers that exist, sorted.
func Providers() []string { return slices.Sorted(maps.Keys(providers())) }

func newProvider(name string, opts Options) (provider, error) {
	make, ok := providers()[name]
	if !ok {
		return nil, fmt.Errorf("there is no cluster provider %q", name)
	}
	return make(opts)
}

// labProvider is a provider that makes clusters on this machine.
type labProvider interface {
	provider
	// hostAddress is where a cluster, once made, reaches this machine.
	hostAddress(ctx context.Context, c *platform.Cluster) (gitHost, error)
	// serverAddress is where the agent of another cluster of the lab reaches a cluster, once made.
	serverAddress(ctx context.Context, c *platform.Cluster) (string, error)
	// lacks are what making clusters, which are all of the provider's, would fetch from a network.
	lacks(ctx context.Context, clusters []*platform.Cluster) ([]Lack, error)
	// prefetch gets that, and returns how many things there were.
	prefetch(ctx context.Context, clusters []*platform.Cluster, waiting func(string)) (int, error)
}

// compilingProvider is a provider that runs agents as programs, which are compiled here.
type compilingProvider interface {
	provider
	// agentLacks names the programs that the agent needs and that were not compiled yet, sorted.
	agentLacks(ctx context.Context) ([]string, error)
	// compileAgent compiles them, which may need a network.
	compileAgent(ctx context.Context, waiting func(string)) error
}

// savingProvider is a provider whose clusters can be put back as they were. kind's is none: what runs on nodes is not
// in etcd alone.
type savingProvider interface {
	provider
	// save keeps what a cluster holds in a folder.
	save(ctx context.Context, c *platform.Cluster, dir string) error
	// wake has go on what a save made stand still that was killed.
	wake(ctx context.Context, c *platform.Cluster) error
	// halt ends all that runs of a cluster, whichever agent that is.
	halt(ctx context.Context, c *platform.Cluster) error
	// restore puts back what save kept, and starts what serves it: all that an agent needs. ensure starts the rest.
	restore(ctx context.Context, c *platform.Cluster, dir string) error
	// settle has that outlast a crash of the machine.
	settle(c *platform.Cluster) error
}

// clustersFolder is where a lab keeps its clusters, a folder each.
const clustersFolder = "clusters"
