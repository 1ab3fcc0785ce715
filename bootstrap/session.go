package bootstrap

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// session is what the steps share: they are about one agent.
type session struct {
	Options
	provider provider
	host     *platform.Cluster // runs the agent
	access   Access
	kube     *kube.Client     // of the host
	flavours []flavour        // that the host is of
	message  string           // of the commit that push makes, where it is not the usual one
	unmade   bool             // the repository is not there yet, and push makes it
	pushed   string           // the commit that the branch is at, once pushed
	written  int              // how many credentials were made or changed
	commit   string           // the commit that the agent is to hold, from step root on
	root     []map[string]any // what hands control to Git, from step root on
	former   map[kube.Ref]any // what its objects asked for before
	// ringCommits are those of what rings follow while the root does not, from step root on.
	ringCommits map[string]string
}

func newSession(opts Options, host *platform.Cluster) (*session, error) {
	if opts.command != "" {
		opts.conduct = &conduct{}
		opts.conduct.lease = &lease{command: opts.command, cluster: host.Name, locks: filepath.Join(opts.CacheDir, "runs"),
			timeout: opts.Timeout, report: opts.conduct.report}
	}
	opts.kubeconfig = kubeconfigOnce(opts.Getenv)
	p, err := newProvider(host.Provider, opts)
	return &session{Options: opts, host: host, provider: p}, err
}

// connectTo reaches the host, whose Lease it is that changes wait for.
func (s *session) connectTo(access Access) (err error) {
	if s.kube, err = s.clientFor(access); err == nil && s.conduct != nil {
		s.conduct.lease.client = s.kube
	}
	return err
}

// step begins a step, which is told of trouble until the next.
func (s *session) step(n, of int, name string) StepUI {
	ui := s.UI.Step(n, of, name)
	if s.conduct != nil {
		s.conduct.tell(ui.Waiting)
	}
	return ui
}

// close ends what the session began.
func (s *session) close(ctx context.Context) {
	if s.conduct != nil {
		s.conduct.lease.release(ctx)
	}
}

// driven are the clusters whose units the host's agent applies: its own, and
// those that run no agent.
func (s *session) driven() []*platform.Cluster { return drivenBy(s.host, s.Platform) }

func drivenBy(host *platform.Cluster, p *platform.Platform) []*platform.Cluster {
	var out []*platform.Cluster
	for _, c := range p.Clusters {
		if c == host || !c.RunsAgent {
			out = append(out, c)
		}
	}
	return out
}

// rootRef is the object that hands the host to Git.
func (s *session) rootRef() kube.Ref { return ref(s.Agent.RootRef, "$cluster", s.host.Name) }

// sourceRef is the object that names the repository on the host.
func (s *session) sourceRef() kube.Ref { return ref(s.Agent.SourceRef, "$cluster", s.host.Name) }

// rootFile is where the root stands, below gitops/.
func (s *session) rootFile() string {
	return strings.ReplaceAll(s.Agent.Root, "$cluster", s.host.Name)
}

// hostsOf are the clusters that run the agent, or the one of them that the
// options name. The error is problem.Problems when they name none.
func hostsOf(opts Options) ([]*platform.Cluster, error) {
	if opts.Cluster == "" {
		return opts.Platform.AgentClusters(), nil
	}
	c, err := namedCluster(opts)
	if err != nil {
		return nil, err
	}
	if !c.RunsAgent {
		hub := opts.Platform.AgentClusters()[0].Name
		return nil, problem.Problems{{Message: fmt.Sprintf("cluster %s runs no agent: %s drives it", c.Name, hub),
			Hint: "bring in the hub: slipway bootstrap --cluster " + hub}}
	}
	return []*platform.Cluster{c}, nil
}

func namedCluster(opts Options) (*platform.Cluster, error) {
	if c := opts.Platform.Cluster(opts.Cluster); c != nil {
		return c, nil
	}
	var names []string
	for _, c := range opts.Platform.Clusters {
		names = append(names, c.Name)
	}
	return nil, problem.Problems{{Message: fmt.Sprintf("there is no cluster %q", opts.Cluster),
		Hint: problem.Suggest(opts.Cluster, names, "clusters are under spec.clusters and in clusters/")}}
}

// sharedError is a failure that is no cluster's own: the next would meet it too.
type sharedError struct{ error }

func (e sharedError) Unwrap() error { return e.error }
