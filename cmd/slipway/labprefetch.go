package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/wizard"
)

func (a *app) labPrefetchCommand() *cobra.Command {
	o := labOptions{clusters: 1}
	var all bool
	cmd := &cobra.Command{
		Use:   "prefetch",
		Short: "Get what labs need ahead, so that lab up needs no network",
		Long: `Get what lab up would fetch: with provider local it compiles the programs of clusters
and agent, with provider kind the engine pulls the images of nodes and components. In
the folder of a platform it is what that platform needs, its charts too; elsewhere, or
with --agent or --all, what new labs need. It reaches the network.`,
		Example: `  slipway lab prefetch                 # for new labs, or for this platform
  slipway lab prefetch --all && slipway lab up --offline`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			wants, err := a.labsAhead(cmd, o, all)
			if err != nil {
				return err
			}
			fetched := 0
			for _, opts := range wants {
				n, err := a.prefetch(cmd.Context(), opts)
				if err != nil {
					return err
				}
				fetched += n
			}
			if a.output == "json" {
				return a.json(map[string]any{"fetched": fetched})
			}
			fmt.Fprintf(a.out, "%d fetched; the rest was there\n", fetched)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.agent, "agent", "flux", "for new labs with this GitOps agent")
	f.BoolVar(&all, "all", false, "for new labs with any agent")
	f.StringVar(&o.provider, "provider", "local", "for new labs whose clusters are processes (local) or containers (kind)")
	cmd.MarkFlagsMutuallyExclusive("agent", "all")
	return cmd
}

// labsAhead are the platforms to get ahead for: the one in this folder, or those
// of new labs.
func (a *app) labsAhead(cmd *cobra.Command, o labOptions, all bool) ([]bootstrap.Options, error) {
	named := all || cmd.Flags().Changed("agent") || cmd.Flags().Changed("provider")
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	if !named && generator.Vacant(a.dir, false) != nil {
		p, err := generator.Load(src, a.dir)
		if err != nil {
			return nil, err
		}
		opts, err := a.lookOptions(src, p, o.timeout, false)
		return []bootstrap.Options{opts}, err
	}
	agents := []string{o.agent}
	if all {
		if agents, err = agentNames(src); err != nil {
			return nil, err
		}
	} else if err := a.knownAgent(o.agent); err != nil {
		return nil, err
	}
	w, err := wizard.New(src)
	if err != nil {
		return nil, err
	}
	var out []bootstrap.Options
	for _, agent := range agents {
		o.agent = agent
		opts, _, err := a.tryLab(src, w, supposedLab(o, 0), o.timeout)
		if err != nil {
			return nil, err
		}
		out = append(out, opts)
	}
	return out, nil
}

func (a *app) prefetch(ctx context.Context, opts bootstrap.Options) (int, error) {
	charts := generator.Charts(opts.Platform)
	if _, err := bootstrap.FetchCharts(ctx, opts, charts); err != nil {
		return 0, err
	}
	return bootstrap.LabPrefetch(ctx, opts)
}

// agentNames are the agents that there are.
func agentNames(src generator.Sources) ([]string, error) {
	entries, err := fs.ReadDir(src.Agents, ".")
	if err != nil {
		return nil, fmt.Errorf("list agents: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// checkOffline fails where a lab would have to fetch anything, and says what gets
// each ahead.
func (a *app) checkOffline(ctx context.Context, opts bootstrap.Options) error {
	lacks, err := bootstrap.LabLacks(ctx, opts)
	if err != nil || len(lacks) == 0 {
		return err
	}
	text := "with --offline nothing is fetched, and this is not here:"
	ahead := false
	for _, l := range lacks {
		text += "\n  " + l.What
		if l.Mend != "" {
			text += "; " + l.Mend
		}
		ahead = ahead || l.Mend == ""
	}
	if ahead {
		how := fmt.Sprintf("slipway %slab prefetch", a.dirFlag())
		if generator.Vacant(a.dir, false) == nil { // a new lab's platform is nowhere yet
			how = fmt.Sprintf("slipway lab prefetch --agent %s --provider %s", opts.Platform.Agent, opts.Platform.Clusters[0].Provider)
		}
		text += "\nfetch it with: " + how
	}
	return errors.New(text)
}
