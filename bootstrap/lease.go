package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// leaseRef is on each cluster that runs the agent: who holds it changes that
// cluster and those that its agent drives, and nobody else does meanwhile.
var leaseRef = kube.Ref{APIVersion: "coordination.k8s.io/v1", Kind: "Lease", Namespace: "kube-system", Name: "slipway"}

const (
	leaseSpan  = 30 * time.Second
	renewEvery = 10 * time.Second
)

// lease is taken before the first change, and not at all where nothing is to be
// changed.
type lease struct {
	command string
	cluster string // its name
	locks   string // where this machine's runs say that they live
	timeout time.Duration
	report  func(condition string)
	client  *kube.Client
	// recheck looks again at what preflight saw: it may be over by the time the Lease is ours.
	recheck func(context.Context) error

	mu      sync.Mutex
	holder  *holder
	held    kube.Lease
	renewed time.Time
	failed  error // why nothing may be changed any more
	stop    func()
}

// hold makes sure that the Lease is ours, now.
func (l *lease) hold(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.failed != nil:
		return l.failed
	case l.holder == nil:
		l.failed = l.take(ctx)
		return l.failed
	case l.fresh():
		return nil
	}
	return l.renew(ctx)
}

// fresh goes by the clock on the wall: the other one stands still while a
// machine sleeps.
func (l *lease) fresh() bool {
	age := time.Now().Round(0).Sub(l.renewed.Round(0))
	return age >= 0 && age < leaseSpan-renewEvery
}

func (l *lease) take(ctx context.Context) error {
	l.holder = newHolder(l.command, l.locks)
	rival := rival{lease: l}
	err := kube.Wait(ctx, "the right to change cluster "+l.cluster, poll, l.timeout, l.report, rival.look)
	if err != nil {
		return err
	}
	renewing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go l.keep(renewing, ended)
	l.stop = func() {
		cancel()
		<-ended
	}
	if l.recheck == nil {
		return nil
	}
	return l.recheck(ctx)
}

// keep renews the Lease until it is told to end. What keeps it from that is met
// again by the next change, which tells it.
func (l *lease) keep(ctx context.Context, ended chan<- struct{}) {
	defer close(ended)
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		within, cancel := context.WithTimeout(kube.Impatient(ctx), renewEvery/2)
		l.mu.Lock()
		_ = l.renew(within)
		l.mu.Unlock()
		cancel()
	}
}

func (l *lease) renew(ctx context.Context) error {
	held, err := l.client.TakeLease(ctx, leaseRef, l.held, l.holder.identity, leaseSpan)
	if errors.Is(err, kube.ErrChanged) {
		held, err = l.retake(ctx)
	}
	if err == nil && l.held != (kube.Lease{}) && !held.Same(l.held) {
		err = l.cameAndWent()
	}
	if err == nil {
		l.held, l.renewed = held, time.Now()
	}
	return err
}

// retake finds out who changed the Lease: ourselves, where an answer was lost,
// or whoever took this run for dead.
func (l *lease) retake(ctx context.Context) (kube.Lease, error) {
	now, err := l.client.Lease(ctx, leaseRef)
	if err != nil {
		return kube.Lease{}, err
	}
	if now.Holder != "" && now.Holder != l.holder.identity {
		l.failed = fmt.Errorf("cluster %s was taken over by %s, since this run did not answer for %s; look at what that one did, then run again", l.cluster, now.Holder, leaseSpan)
		return kube.Lease{}, l.failed
	}
	if l.held != (kube.Lease{}) && !now.Same(l.held) {
		return kube.Lease{}, l.cameAndWent()
	}
	return l.client.TakeLease(ctx, leaseRef, now, l.holder.identity, leaseSpan)
}

// cameAndWent is why nothing may be changed any more where the Lease is another, or none: who took it has ended since.
func (l *lease) cameAndWent() error {
	l.failed = fmt.Errorf("another run changed cluster %s, since this one did not answer for %s; look at what that one did, then run again", l.cluster, leaseSpan)
	return l.failed
}

// release gives the Lease back, also where the run was interrupted. Where that
// cannot be done it ends by itself.
func (l *lease) release(ctx context.Context) {
	if l.stop != nil {
		l.stop()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == nil {
		return
	}
	if l.held != (kube.Lease{}) {
		within, cancel := context.WithTimeout(kube.Impatient(context.WithoutCancel(ctx)), renewEvery/2)
		defer cancel()
		_ = l.client.DropLease(within, leaseRef, l.held)
	}
	l.holder.end()
	l.failed = errors.New("the run is over")
}
