package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// reachedSpokes are the clusters that the host drives and on which this run does
// something itself, through a context of this machine.
func (s *session) reachedSpokes() []*platform.Cluster {
	var out []*platform.Cluster
	for _, c := range s.driven() {
		if c != s.host && c.Context != "" && len(s.spokeGrants(c).list) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// spokesAtOnce is how many clusters are looked at at a time: a fleet has a
// thousand, and one that does not answer takes half a minute.
const spokesAtOnce = 16

// checkSpokes looks at the clusters that the host is to drive: what the user may
// do there, and whether anybody else works on the same objects.
func (s *session) checkSpokes(ctx context.Context) error {
	spokes := s.reachedSpokes()
	errs, notes := make([]error, len(spokes)), make([][]string, len(spokes))
	var g errgroup.Group
	g.SetLimit(spokesAtOnce)
	for i, c := range spokes {
		g.Go(func() error {
			notes[i], errs[i] = s.checkSpoke(ctx, c)
			return nil // one that fails hides no other
		})
	}
	_ = g.Wait()
	for _, some := range notes {
		for _, note := range some {
			s.UI.Note("%s", note)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return firstErrors(errs)
}

// checkSpoke looks for other agents until the hub's has an account there: from
// then on what stands there is known.
func (s *session) checkSpoke(ctx context.Context, c *platform.Cluster) (notes []string, err error) {
	client, err := reach(ctx, s.Options, c)
	if err == nil {
		err = checkGrants(ctx, client, c.Name, s.spokeGrants(c), howToAllow)
	}
	if err != nil || s.keptElsewhere(c) {
		return nil, err
	}
	registered, err := spokeAccount(s.Platform).find(ctx, client)
	if err != nil {
		return nil, fmt.Errorf("cluster %s: %w", c.Name, err)
	}
	if registered {
		return nil, nil
	}
	return s.lookForAgents(ctx, c, client)
}

// firstErrors are as many as people read, and how many more there are.
func firstErrors(errs []error) error {
	const most = 5
	var first []error
	more := 0
	for _, err := range errs {
		switch {
		case err == nil:
		case len(first) < most:
			first = append(first, err)
		default:
			more++
		}
	}
	if more > 0 {
		first = append(first, fmt.Errorf("and %d clusters more", more))
	}
	return errors.Join(first...)
}

// on is the session as if it were about another cluster.
func (s *session) on(c *platform.Cluster, client *kube.Client) *session {
	out := *s
	out.host, out.kube = c, client
	return &out
}
