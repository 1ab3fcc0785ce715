// Package lint tries the components of catalogs: each on a minimal platform of
// its own, in every profile, with every agent, alone and with what it makes use
// of. It says what is wrong, and writes nothing.
package lint

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Options say what is looked at, and who looks besides.
type Options struct {
	// Names are the components to look at; all when there are none.
	Names []string
	// Catalog is the catalog whose components are looked at; those of all when it is empty.
	Catalog string
	// Look checks what a component comes to further; nil for nothing.
	Look func(ctx context.Context, s Subject) (problem.Problems, error)
	// Sparse tries each profile with one agent, another for each, and not with all: a third of the trials.
	Sparse bool
	// Trying is told of each component before it is tried; nil for nobody.
	Trying func(component string)
}

// Subject is a component as one trial made it.
type Subject struct {
	*platform.Variant
	// Platform is the trial's, on whose only cluster the component is.
	Platform *platform.Platform
	// Place finds where the component writes a field, such as values.replicas.
	Place func(field ...string) problem.Position
}

// Run tries the components of catalogs, weakest first. The error is
// problem.Problems where a catalog does not even compile.
func Run(ctx context.Context, src generator.Sources, catalogs []load.Folder, opts Options) (*Report, error) {
	trials, err := generator.NewTrials(src, catalogs)
	if err != nil {
		return nil, err
	}
	all := trials.Components()
	chosen, err := choose(all, opts)
	if err != nil {
		return nil, err
	}
	l := &linter{src: src, trials: trials, all: all, agents: trials.Agents(), opts: opts, report: &Report{Components: len(chosen)}}
	for _, c := range chosen {
		if opts.Trying != nil {
			opts.Trying(c.Name)
		}
		if !l.written(c) {
			continue
		}
		if err := l.try(ctx, c); err != nil {
			return nil, fmt.Errorf("try %s: %w", c.Name, err)
		}
	}
	l.report.settle(l.agentsOf())
	return l.report, nil
}

// choose picks the components to look at.
func choose(all []platform.Component, opts Options) ([]platform.Component, error) {
	var names []string
	var chosen []platform.Component
	for _, c := range all {
		names = append(names, c.Name)
		if (opts.Catalog == "" || c.Catalog == opts.Catalog) && (len(opts.Names) == 0 || slices.Contains(opts.Names, c.Name)) {
			chosen = append(chosen, c)
		}
	}
	var unknown problem.Problems
	for _, name := range opts.Names {
		if !slices.Contains(names, name) {
			unknown = append(unknown, load.NoComponent(name, names))
		}
	}
	return chosen, unknown.Err()
}

// linter collects what is wrong.
type linter struct {
	src    generator.Sources
	trials *load.Trials
	all    []platform.Component
	agents []*platform.Agent
	opts   Options
	report *Report
}

// written checks what no trial changes; false where every trial would fail of it.
func (l *linter) written(c platform.Component) bool {
	hopeless := append(l.trials.Unfit(c.Name), provided(l, c)...)
	problems := append(l.trials.Audit(c.Name), hopeless...)
	for _, check := range rules() {
		problems = append(problems, check(l, c)...)
	}
	for _, p := range problems {
		l.report.add(Finding{Problem: p, Component: c.Name})
	}
	return len(hopeless) == 0
}

// try loads and renders the platforms that a component can be on.
func (l *linter) try(ctx context.Context, c platform.Component) error {
	for _, s := range l.scenarios(c) {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.report.Trials++
		p, err := l.trials.Load(s.folder())
		if err == nil {
			if _, err = generator.Render(l.src, p); err == nil {
				err = l.look(ctx, c, p)
			}
		}
		var problems problem.Problems
		if err != nil && !errors.As(err, &problems) {
			problems = problem.Problems{{Message: err.Error()}}
		}
		for _, p := range problems {
			l.report.add(l.finding(c, s, p))
		}
	}
	return nil
}

// look checks what the component comes to on a platform.
func (l *linter) look(ctx context.Context, c platform.Component, p *platform.Platform) error {
	name := c.Name
	if c.ForTenants {
		name = (&platform.Tenant{Name: tenantName}).Component()
	}
	placed, ok := p.Clusters[0].Unit(name)
	if !ok {
		return errors.New("it is not on the cluster that it was enabled on")
	}
	s := Subject{Variant: placed.Unit.Variant, Platform: p,
		Place: func(field ...string) problem.Position { return l.trials.Place(c.Name, field...) }}
	problems := checkVariant(s)
	if l.opts.Look != nil {
		more, err := l.opts.Look(ctx, s)
		if err != nil {
			return err
		}
		problems = append(problems, more...)
	}
	return slices.DeleteFunc(problems, func(p problem.Problem) bool { return accepted(c, p) }).Err()
}

// agentsOf is how many agents a component can be with.
func (l *linter) agentsOf() map[string]int {
	out := map[string]int{}
	for _, c := range l.all {
		for _, agent := range l.agents {
			if l.fits(c, agent) {
				out[c.Name]++
			}
		}
	}
	return out
}

// finding says of a problem where it was found. One of another component beside
// it is that one's.
func (l *linter) finding(c platform.Component, s scenario, p problem.Problem) Finding {
	f := Finding{Problem: p, Component: c.Name, Profiles: []string{s.profile}, Agents: []string{s.agent}}
	for _, other := range s.components {
		setting, ok := strings.CutPrefix(p.Path, "spec.components."+other+".")
		switch {
		case p.File == platformFile && ok:
			f.Component, f.Path = other, setting
			if strings.HasPrefix(p.Message, "is required") {
				f.Hint = strings.TrimSuffix("for trials it stands under example; "+f.Hint, "; ")
			}
		case p.File != platformFile && path.Dir(p.File) == path.Dir(l.trials.Place(other).File):
			f.Component = other
		}
	}
	switch p.File {
	case platformFile:
		f.Position = l.trials.Place(f.Component, "example")
	case "":
		f.Position = l.trials.Place(f.Component)
	}
	return f
}
