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
	type spoke struct {
		cluster *platform.Cluster
		notes   []string
	}
	var spokes []*spoke
	for _, c := range s.reachedSpokes() {
		spokes = append(spokes, &spoke{cluster: c})
	}
	err := manyAtOnce(ctx, spokes, func(of *spoke) (err error) {
		of.notes, err = s.checkSpoke(ctx, of.cluster)
		return err
	})
	for _, of := range spokes {
		for _, note := range of.notes {
			s.UI.Note("%s", note)
		}
	}
	return err
}

// manyAtOnce does something for many clusters. One that fails hides no other.
func manyAtOnce[T any](ctx context.Context, all []T, do func(T) error) error {
	errs := make([]error, len(all))
	var g errgroup.Group
	g.SetLimit(spokesAtOnce)
	for i, one := range all {
		g.Go(func() error {
			if ctx.Err() == nil {
				errs[i] = do(one)
			}
			return nil
		})
	}
	_ = g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return firstErrors(errs)
}

// untilOneFails does something for many clusters, and ends the others when that fails for one: what
// all of them would meet, such as a network that is gone, is waited for and told once.
func untilOneFails[T any](ctx context.Context, all []T, do func(context.Context, T) error) error {
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(spokesAtOnce)
	for _, one := range all {
		g.Go(func() error {
			if within.Err() != nil {
				return within.Err()
			}
			return do(within, one)
		})
	}
	return g.Wait()
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

// written says how many objects a cluster needs, and how many of them were made or changed.
type written struct{ needed, changed int }

// onDriven writes something on clusters that the host drives. One that cannot be reached from here is
// named, with what is to be made there, and not failed: the agent reaches it, and somebody else can make that.
func (s *session) onDriven(ctx context.Context, clusters []*platform.Cluster, what string, write func(context.Context, *platform.Cluster, *kube.Client) (written, error)) (all written, err error) {
	type one struct {
		cluster *platform.Cluster
		written written
		away    error
	}
	each := make([]*one, len(clusters))
	for i, c := range clusters {
		each[i] = &one{cluster: c}
	}
	err = untilOneFails(ctx, each, func(ctx context.Context, o *one) (err error) {
		client := s.kube
		if o.cluster != s.host {
			if client, o.away = reach(ctx, s.Options, o.cluster); o.away != nil {
				return nil
			}
		}
		if o.written, err = write(ctx, o.cluster, client); err != nil {
			return fmt.Errorf("cluster %s: %w", o.cluster.Name, err)
		}
		return nil
	})
	for _, o := range each {
		if o.away != nil {
			s.UI.Note("cluster %s cannot be reached from here; make %s there: %v", o.cluster.Name, what, o.away)
		}
		all.needed += o.written.needed
		all.changed += o.written.changed
	}
	return all, err
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
