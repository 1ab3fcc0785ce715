package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// enrolment is how a cluster becomes one that the agent drives.
type enrolment struct {
	cluster      *platform.Cluster
	provider     provider
	question     string         // for a person, before anything changes
	had          map[string]any // the credential that is there; nil where there is none or nobody looked
	kept         bool           // by somebody else, so there is nothing to do
	registration *registration  // nil where there is none
}

// enrol registers clusters, in the platform's order. Those that Slipway makes are made one after
// the other; what others made is looked at and changed many at a time, and asked for in between.
func (s *session) enrol(ctx context.Context, ui StepUI) ([]*enrolment, error) {
	var all, others []*enrolment
	for _, c := range s.driven() {
		if c.RunsAgent && s.Agent.RegistersSelf == nil {
			continue
		}
		p, err := newProvider(c.Provider, s.Options)
		if err != nil {
			return nil, err
		}
		e := &enrolment{cluster: c, provider: p}
		all = append(all, e)
		if _, makes := p.(labProvider); !makes && !c.RunsAgent {
			others = append(others, e)
			continue
		}
		if err := s.examine(ctx, e); err != nil {
			return nil, err
		}
		if err := s.register(ctx, e, ui.Waiting); err != nil {
			return nil, err
		}
	}
	if err := manyAtOnce(ctx, others, func(e *enrolment) error { return s.examine(ctx, e) }); err != nil {
		return nil, err
	}
	for _, e := range others {
		if err := s.ask(e); err != nil {
			return nil, err
		}
	}
	return all, untilOneFails(ctx, others, func(ctx context.Context, e *enrolment) error { return s.register(ctx, e, ui.Waiting) })
}

// examine finds out whether somebody else keeps the credential. Where the platform
// says so itself, as for most of a fleet, the hub is not asked.
func (s *session) examine(ctx context.Context, e *enrolment) (err error) {
	if e.kept = !e.provider.simulated() && s.keptElsewhere(e.cluster); e.kept {
		return nil
	}
	if e.had, err = s.find(ctx, kube.RefOf(s.clusterSecret(e.cluster, registration{}))); err != nil {
		return fmt.Errorf("register cluster %s: %w", e.cluster.Name, err)
	}
	e.kept = e.had != nil && !madeByBootstrap(e.had) // by hand
	if e.kept || e.cluster.RunsAgent {
		return nil
	}
	e.question, err = e.provider.question(ctx, e.cluster)
	return err
}

func (s *session) ask(e *enrolment) error {
	if e.question == "" {
		return nil
	}
	ok, err := s.Confirm(e.question)
	if err == nil && !ok {
		err = fmt.Errorf("cluster %s was not confirmed; give it credentials, a reference to a Secret with another account", e.cluster.Name)
	}
	return err
}

func (s *session) register(ctx context.Context, e *enrolment, waiting func(string)) (err error) {
	switch {
	case e.kept:
		return nil
	case e.cluster.RunsAgent && !e.provider.simulated():
		e.registration, err = s.selfRegistration(ctx, waiting)
		return err
	}
	e.registration, err = e.provider.register(ctx, e.cluster, waiting)
	if reg := e.registration; err == nil && reg != nil && !e.provider.simulated() && !s.provider.simulated() && isLoopback(reg.server) {
		err = fmt.Errorf("register cluster %s: %s is its address for this machine, and another for %s; set the cluster's server to the one that it has there",
			e.cluster.Name, reg.server, s.host.Name)
	}
	return err
}
