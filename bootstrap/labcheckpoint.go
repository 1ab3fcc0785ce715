package bootstrap

import (
	"cmp"
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
	clusters := slices.Clone(opts.Platform.Clusters)
	slices.SortStableFunc(clusters, func(a, b *platform.Cluster) int { return -cmp.Compare(agents(a), agents(b)) })
	for _, c := range clusters {
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return false, err
		}
		lab, ok := p.(labProvider)
		if !ok {
			return false, nil
		}
		if saved, err := lab.save(ctx, c, filepath.Join(dir, c.Name)); err != nil || !saved {
			return false, err
		}
	}
	return true, nil
}

// RestoreLab puts back what SaveLab kept. Whatever runs is ended before, as it remembers what is no
// longer so, and the platform's agent starts from what it finds.
func RestoreLab(ctx context.Context, opts Options, dir string) error {
	for _, c := range opts.Platform.Clusters { // before anything is ended
		if _, err := os.Stat(filepath.Join(dir, c.Name)); err != nil {
			return fmt.Errorf("restore cluster %s: %w", c.Name, err)
		}
	}
	for _, do := range []func(context.Context, labProvider, *platform.Cluster) error{
		func(ctx context.Context, p labProvider, c *platform.Cluster) error { return p.halt(ctx, c) },
		func(ctx context.Context, p labProvider, c *platform.Cluster) error {
			return p.restore(ctx, c, filepath.Join(dir, c.Name))
		},
		func(ctx context.Context, p labProvider, c *platform.Cluster) error {
			if !c.RunsAgent {
				return nil
			}
			return p.runAgent(ctx, c, func(string) {})
		},
	} {
		if err := onLabClusters(ctx, opts, do); err != nil {
			return err
		}
	}
	return nil
}

// agents are how many run on a cluster.
func agents(c *platform.Cluster) int {
	if c.RunsAgent {
		return 1
	}
	return 0
}

// onLabClusters does something on all clusters at once.
func onLabClusters(ctx context.Context, opts Options, do func(context.Context, labProvider, *platform.Cluster) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range opts.Platform.Clusters {
		g.Go(func() error {
			p, err := newProvider(c.Provider, opts)
			if err != nil {
				return err
			}
			lab, ok := p.(labProvider)
			if !ok {
				return fmt.Errorf("cluster %s is not the lab's own", c.Name)
			}
			return do(ctx, lab, c)
		})
	}
	return g.Wait()
}
