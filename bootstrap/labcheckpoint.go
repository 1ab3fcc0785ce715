package bootstrap

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/platform"
)

// SaveLab keeps what the clusters of a lab hold in a folder, and says whether all of them can.
// Those that run an agent are first, so that it knows of nothing that another cluster lacks.
func SaveLab(ctx context.Context, opts Options, dir string) (bool, error) {
	others := slices.DeleteFunc(slices.Clone(opts.Platform.Clusters), func(c *platform.Cluster) bool { return c.RunsAgent })
	for _, c := range slices.Concat(opts.Platform.AgentClusters(), others) {
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return false, err
		}
		saving, ok := p.(savingProvider)
		if !ok {
			return false, nil
		}
		if err := saving.save(ctx, c, filepath.Join(dir, c.Name)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// WakeLab has the clusters of a lab go on that stand still where SaveLab was killed.
func WakeLab(ctx context.Context, opts Options) error {
	for _, c := range opts.Platform.Clusters {
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return err
		}
		saving, ok := p.(savingProvider)
		if !ok {
			continue
		}
		if err := saving.wake(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// RestoreLab puts back what SaveLab kept. Whatever runs is ended before, as it remembers what is no
// longer so, and the platform's agent starts from what it finds.
func RestoreLab(ctx context.Context, opts Options, dir string) error {
	for _, c := range opts.Platform.Clusters { // before anything is ended
		if _, err := os.Stat(filepath.Join(dir, c.Name)); err != nil {
			return fmt.Errorf("restore cluster %s: %w", c.Name, err)
		}
	}
	for _, do := range []func(context.Context, savingProvider, *platform.Cluster) error{
		func(ctx context.Context, p savingProvider, c *platform.Cluster) error { return p.halt(ctx, c) },
		func(ctx context.Context, p savingProvider, c *platform.Cluster) error {
			return p.restore(ctx, c, filepath.Join(dir, c.Name))
		},
		func(ctx context.Context, p savingProvider, c *platform.Cluster) error {
			g, ctx := errgroup.WithContext(ctx)
			g.Go(func() error {
				_, err := p.ensure(ctx, c, func(string) {})
				return err
			})
			g.Go(func() error { return p.settle(c) })
			if c.RunsAgent {
				g.Go(func() error { return p.runAgent(ctx, c, func(string) {}) })
			}
			return g.Wait()
		},
	} {
		if err := onSavedClusters(ctx, opts, do); err != nil {
			return err
		}
	}
	return nil
}

// onSavedClusters does something on all clusters at once.
func onSavedClusters(ctx context.Context, opts Options, do func(context.Context, savingProvider, *platform.Cluster) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range opts.Platform.Clusters {
		g.Go(func() error {
			p, err := newProvider(c.Provider, opts)
			if err != nil {
				return err
			}
			saving, ok := p.(savingProvider)
			if !ok {
				return fmt.Errorf("cluster %s cannot be put back", c.Name)
			}
			return do(ctx, saving, c)
		})
	}
	return g.Wait()
}
