package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Lack is what a lab would get from a network, and what makes that needless;
// nothing where LabPrefetch does.
type Lack struct{ What, Mend string }

// LabLacks lists what lab up would fetch. It fetches nothing, and changes nothing.
func LabLacks(ctx context.Context, opts Options) ([]Lack, error) {
	var out []Lack
	err := eachLabProvider(opts, func(p labProvider, clusters []*platform.Cluster) error {
		lacks, err := p.lacks(ctx, clusters)
		out = append(out, lacks...)
		return err
	})
	return append(out, agentFetches(opts.Platform)...), err
}

// LabPrefetch gets what lab up would fetch, and returns how many things there were.
func LabPrefetch(ctx context.Context, opts Options) (fetched int, err error) {
	n := 0
	err = eachLabProvider(opts, func(p labProvider, clusters []*platform.Cluster) error {
		n++
		ui := opts.UI.Step(n, 0, "provider "+clusters[0].Provider)
		count, err := p.prefetch(ctx, clusters, ui.Waiting)
		ui.End(fmt.Sprintf("%d fetched", count), err)
		fetched += count
		return err
	})
	return fetched, err
}

// eachLabProvider visits the providers that make clusters on this machine, each
// once, with all of its clusters.
func eachLabProvider(opts Options, visit func(labProvider, []*platform.Cluster) error) error {
	visited := 0
	for _, name := range Providers() {
		var clusters []*platform.Cluster
		for _, c := range opts.Platform.Clusters {
			if c.Provider == name {
				clusters = append(clusters, c)
			}
		}
		if len(clusters) == 0 {
			continue
		}
		p, err := newProvider(name, opts)
		if err != nil {
			return err
		}
		lab, ok := p.(labProvider)
		if !ok {
			continue
		}
		visited++
		if err := visit(lab, clusters); err != nil {
			return err
		}
	}
	if visited == 0 {
		return errors.New("the platform has no cluster of provider kind or local; a lab needs one")
	}
	return nil
}

// agentFetches are charts and manifests that the agent gets by itself, whatever
// this machine has in its cache.
func agentFetches(p *platform.Platform) []Lack {
	if p.Delivery == manifests.Delivery {
		return nil
	}
	var out []Lack
	seen := map[string]bool{}
	for _, c := range p.Clusters {
		for _, placed := range c.Placements {
			u := placed.Unit
			if seen[u.Name] || u.Chart == nil && u.Manifests == nil {
				continue
			}
			seen[u.Name] = true
			out = append(out, Lack{"what the agent fetches by itself for " + u.Name, "say delivery: manifests in platform.yaml, and run: slipway lock && slipway generate"})
		}
	}
	return out
}
