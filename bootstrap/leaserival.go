package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// rival is whoever holds a Lease that is wanted. Only this machine's clock
// counts: a Lease is over when it is not seen to be renewed for its span.
type rival struct {
	*lease
	seen  kube.Lease
	since time.Time
}

// look takes the Lease if it can be had, and says who holds it. One who is at
// work is an error at once: what that one does may leave nothing to do here.
func (r *rival) look(ctx context.Context) (done bool, last string, err error) {
	now, err := r.client.Lease(ctx, leaseRef)
	if err != nil {
		return false, "", err
	}
	if now.Holder != "" && now.Holder != r.holder.identity {
		life := lifeOf(now.Holder, r.locks)
		switch {
		case life == alive, r.since != (time.Time{}) && now != r.seen:
			return false, "", fmt.Errorf("cluster %s is being changed by %s; wait for that to end, then run again", r.cluster, now.Holder)
		case r.since == (time.Time{}):
			r.seen, r.since = now, time.Now()
		}
		if life != dead && time.Since(r.since) < now.For {
			return false, fmt.Sprintf("%s holds the Lease; it is over in %s if that one does not renew it", now.Holder, now.For), nil
		}
	}
	held, err := r.client.TakeLease(ctx, leaseRef, now, r.holder.identity, leaseSpan)
	if errors.Is(err, kube.ErrChanged) {
		return false, "", nil // somebody was faster: who, is seen next
	}
	if err == nil {
		r.held, r.renewed = held, time.Now()
	}
	return err == nil, "", err
}
