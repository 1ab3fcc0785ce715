package bootstrap

import (
	"fmt"
	"sync"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// Briefly makes options for those who look several times a second: one client for each
// cluster, every object is read once, and no cause is sought. What is not in order is named
// by what the agent says of it.
func Briefly(opts Options) Options {
	opts.brief, opts.clients = true, &clients{by: map[string]*kube.Client{}}
	return opts
}

// glances is how often more what only waits is looked at, before it is said to wait.
func (o *Options) glances() int {
	switch {
	case o.brief:
		return 0
	case o.once:
		return 1 // for people who wait for an answer
	}
	return secondLooks
}

// Follows tells whether every cluster is told what the newest commit holds, whatever has come of that by now.
func (r *Report) Follows() bool {
	for _, c := range r.Clusters {
		if !c.Verdict.good() {
			return false
		}
	}
	return r.Compares()
}

// Compares tells whether every cluster is held against the newest commit, also one that differs from it by now.
func (r *Report) Compares() bool {
	for _, c := range r.Clusters {
		if c.Verdict.Commit != r.Commit && (c.Commit == "" || c.Verdict.Commit != c.Commit) {
			return false
		}
	}
	return len(r.Clusters) > 0
}

// lacking names the first thing on a cluster that is not in order.
func lacking(c ClusterReport, commit string) cause.Finding {
	for _, u := range c.Units {
		if !u.Verdict.good() {
			return cause.Finding{Cause: fmt.Sprintf("cluster %s, unit %s: %s", c.Name, u.Name, u.Verdict.brief())}
		}
	}
	if !c.Verdict.good() {
		return cause.Finding{Cause: fmt.Sprintf("cluster %s: %s", c.Name, c.Verdict.brief())}
	}
	return cause.Finding{Cause: fmt.Sprintf("cluster %s is not yet at %s", c.Name, short(commit))}
}

// clients are kept by what they were connected with.
type clients struct {
	mu sync.Mutex
	by map[string]*kube.Client
}

func (c *clients) connect(access Access) (*kube.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := access.Context + "\n" + string(access.Kubeconfig)
	if client, ok := c.by[key]; ok {
		return client, nil
	}
	client, err := kube.Connect(access.Kubeconfig, access.Context)
	if err == nil {
		c.by[key] = client
	}
	return client, err
}
