package bootstrap

import (
	"sync"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// conduct is how a run behaves towards an agent's clusters: what may pass it
// waits out, and says so, and it changes nothing before it holds the Lease.
type conduct struct {
	lease *lease

	mu      sync.Mutex
	waiting func(condition string)
}

// tell says who is told of trouble from now on.
func (c *conduct) tell(waiting func(string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = waiting
}

func (c *conduct) report(condition string) {
	c.mu.Lock()
	waiting := c.waiting
	c.mu.Unlock()
	if waiting != nil {
		waiting(condition)
	}
}

// clientFor makes a client that behaves so; where nothing is to be changed, such
// as for status, one that says at once what is wrong.
func (o *Options) clientFor(access Access) (*kube.Client, error) {
	if o.clients != nil && o.conduct == nil {
		return o.clients.connect(access)
	}
	client, err := kube.Connect(access.Kubeconfig, access.Context)
	if err != nil || o.conduct == nil {
		return client, err
	}
	client.Patient(kube.Patience{For: o.Timeout, Report: o.conduct.report})
	client.BeforeWrite(o.conduct.lease.hold)
	return client, nil
}
