package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// migrateOptions validates the platform as it would be with the agent, and
// changes nothing.
func (a *app) migrateOptions(ctx context.Context, agent string, timeout time.Duration, yes bool) (opts bootstrap.MigrateOptions, err error) {
	src, err := a.sources()
	if err != nil {
		return opts, err
	}
	now, err := generator.Load(src, a.dir)
	if err != nil {
		return opts, err
	}
	agents, err := agentSources(src, now.Topology)
	if err != nil {
		return opts, err
	}
	if err := knownAgent(agents, agent); err != nil {
		return opts, err
	}
	next := src
	next.Agent = agent
	write := func() error { return nil }
	if now.Agent != agent {
		if write, err = a.agentEdit(src, now, agent); err != nil {
			return opts, err
		}
	}
	then, err := generator.Load(next, a.dir)
	if err != nil {
		return opts, inTheWay(err, agents, now.Agent)
	}
	if then, err = a.withCharts(ctx, then); err != nil {
		return opts, err
	}
	if opts.Options, err = a.optionsFor(next, then, timeout, yes); err != nil {
		return opts, err
	}
	opts.Named = now.Agent
	if len(opts.Changes.Edited) > 0 {
		return opts, a.refuse(ctx, opts.Changes) // writes nothing: files are in the way
	}
	opts.Files = func(ctx context.Context) (string, error) {
		if err := write(); err != nil {
			return "", err
		}
		return a.regenerate(ctx, next, opts.Platform)
	}
	return opts, nil
}

// regenerate writes what the folder lacks of a platform, and says how much that was.
func (a *app) regenerate(ctx context.Context, src generator.Sources, p *platform.Platform) (string, error) {
	changes, err := generator.PlanPlatform(src, a.dir, p, generator.Options{})
	if err != nil {
		return "", err
	}
	l := listChanges(changes)
	return fmt.Sprintf("%d created, %d updated, %d deleted", len(l.Create), len(l.Update), len(l.Delete)), changes.Apply(ctx)
}

func knownAgent(agents []bootstrap.AgentSource, name string) error {
	var names []string
	for _, one := range agents {
		names = append(names, one.Agent.Name)
	}
	if slices.Contains(names, name) {
		return nil
	}
	return problem.Problems{{Message: fmt.Sprintf("there is no agent %q", name), Hint: problem.Suggest(name, names, "there are: "+strings.Join(names, ", "))}}
}

// agentEdit prepares the change of platform.yaml. What differs from Git already
// would come along, so it must not.
func (a *app) agentEdit(src generator.Sources, now *platform.Platform, agent string) (write func() error, err error) {
	changes, err := generator.PlanPlatform(src, a.dir, now, generator.Options{})
	if err != nil {
		return nil, err
	}
	if !changes.Empty() {
		return nil, errors.New("the folder is not what platform.yaml says, and migrate changes the agent alone; run first: slipway generate, slipway bootstrap")
	}
	text, err := generator.EditAgent(src, a.dir, agent)
	if err != nil {
		return nil, err
	}
	return text.Write, nil
}

// withCharts fetches what the new agent's own chart is rendered from, where
// objects are delivered: no lock of the platform as it is names it.
func (a *app) withCharts(ctx context.Context, p *platform.Platform) (*platform.Platform, error) {
	if p.Delivery != "manifests" {
		return p, nil
	}
	opts := bootstrap.Options{Dir: a.dir, Platform: p, Getenv: a.getenv, Credentials: a.credentials(p), UI: a.newUI()}
	if err := a.fetchFrom(&opts); err != nil {
		return nil, err
	}
	digests, err := bootstrap.FetchCharts(ctx, opts, slices.Concat(generator.Charts(p), generator.Published(p)))
	if err != nil {
		return nil, err
	}
	with := *p
	with.Digests = digests
	return &with, nil
}

// inTheWay says of settings of the old agent's own component that they are what
// keeps the platform from having another.
func inTheWay(err error, agents []bootstrap.AgentSource, old string) error {
	var problems problem.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for _, one := range agents {
		if one.Agent.Name != old {
			continue
		}
		for i, p := range problems {
			if strings.HasSuffix(p.Path, "components."+one.Agent.Component) {
				problems[i].Message = fmt.Sprintf("%s is the component of %s, which is to be left", one.Agent.Component, one.Agent.Title)
				problems[i].Hint = "take it out, then: slipway generate, slipway bootstrap, slipway migrate; the new agent is configured after that"
			}
		}
	}
	return problems
}
