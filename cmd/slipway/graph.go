package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/svg"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) graphCommand() *cobra.Command {
	var cluster string
	cmd := alsoPrints(&cobra.Command{
		Use:   "graph [topology | dependencies | placement]",
		Short: "Show who drives which clusters, what needs what, and what is where",
		Long: `Show a platform in three views, or in the one that is named:

topology: the repository, where the agent runs, and rings, groups and clusters.
dependencies: the units, which wait for which, and who provides which capability.
placement: which component is on which clusters, at which version. Clusters that get
exactly the same are one column.

With --output html all views are one page, which opens in a browser without a server:
it zooms, searches, and says more of what is clicked on. The view that is named comes
first. Of one view --output svg makes a picture, and mermaid and dot a drawing for
Markdown and for Graphviz, in which many clusters that are alike are one thing.`,
		Example: `  slipway graph
  slipway graph dependencies --cluster eu-1
  slipway graph placement -o json
  slipway graph -o html > acme.html
  slipway graph topology -o svg > topology.svg
  slipway graph topology -o mermaid
  slipway graph topology -o dot | dot -Tpng > topology.png`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("graph takes one view, or none for all (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			views, err := viewsOf(args)
			if err != nil {
				return err
			}
			if a.output == "html" {
				return a.graphPage(cluster, views[0])
			}
			if len(views) > 1 && a.output != "text" && a.output != "json" {
				return usagef("--output %s draws one view; name it, such as: slipway graph topology -o %s", a.output, a.output)
			}
			g, err := a.graph(cluster, views)
			if err != nil {
				return err
			}
			return a.showGraph(g)
		},
	}, "html", "svg", "mermaid", "dot")
	cmd.Flags().StringVar(&cluster, "cluster", "", "look at this cluster alone")
	return cmd
}

// viewsOf are the view that is named, or all.
func viewsOf(args []string) ([]string, error) {
	known := graph.Views()
	if len(args) == 0 {
		return known, nil
	}
	if !slices.Contains(known, args[0]) {
		return nil, usagef("graph has the views %s (got %q); %s", strings.Join(known, ", "), args[0], problem.Suggest(args[0], known, "see: slipway graph --help"))
	}
	return args, nil
}

func (a *app) graph(cluster string, views []string) (*graph.Graph, error) {
	src, p, err := a.sourced()
	if err != nil {
		return nil, err
	}
	return generator.Graph(src, p, cluster, views...)
}

func (a *app) graphPage(cluster, first string) error {
	src, p, err := a.sourced()
	if err != nil {
		return err
	}
	page, err := generator.GraphPage(src, p, cluster, first)
	if err != nil {
		return err
	}
	_, err = a.out.Write(page)
	return err
}

// sourced is the platform, and the program's own data that it was loaded with.
func (a *app) sourced() (generator.Sources, *platform.Platform, error) {
	src, err := a.sources()
	if err != nil {
		return generator.Sources{}, nil, err
	}
	p, err := generator.Load(src, a.dir)
	return src, p, err
}

func (a *app) showGraph(g *graph.Graph) (err error) {
	switch a.output {
	case "json":
		return a.json(g)
	case "svg":
		_, err = a.out.Write(svg.Of(g))
	case "mermaid":
		_, err = a.out.Write(g.Draw().Mermaid())
	case "dot":
		_, err = a.out.Write(g.Draw().DOT())
	default:
		_, err = fmt.Fprint(a.out, graphText(g, a.verbose))
	}
	return err
}
