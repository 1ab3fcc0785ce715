package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) clusterListCommand() *cobra.Command {
	var labels []string
	var ring string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the clusters of the platform",
		Long: `List the clusters of the platform with role, provider, ring, groups and labels, the
shard that serves each where there are several, and where each is written. Each is one
line, as wide as the terminal, and 80 columns where there is none.`,
		Example: `  slipway cluster list
  slipway cluster list --label region=eu --ring canary
  slipway cluster list -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			match, err := labelsOf(labels)
			if err != nil {
				return err
			}
			f, err := a.fleet()
			if err != nil {
				return err
			}
			if err := knownRing(f.Input.Spec.Rings, ring); err != nil {
				return err
			}
			clusters := slices.DeleteFunc(f.Clusters, func(c load.Declared) bool {
				return ring != "" && c.Ring != ring || !c.Carries(match)
			})
			if a.output == "json" {
				return a.json(listClusters(clusters))
			}
			return a.showClusters(clusters)
		},
	}
	cmd.Flags().StringArrayVar(&labels, "label", nil, "list those alone that carry this label, as key=value (may be repeated)")
	cmd.Flags().StringVar(&ring, "ring", "", "list those alone that are in this ring")
	return cmd
}

func knownRing(rings []platform.Ring, name string) error {
	if name == "" {
		return nil
	}
	names := ringNames(rings)
	if slices.Contains(names, name) {
		return nil
	}
	return usagef("there is no ring %q; %s", name, problem.Suggest(name, names, ringsSaid(names)))
}

func ringsSaid(names []string) string {
	if len(names) == 0 {
		return "the platform has no rings"
	}
	return "there are " + strings.Join(names, ", ")
}

func ringNames(rings []platform.Ring) (names []string) {
	for _, r := range rings {
		names = append(names, r.Name)
	}
	return names
}

// listedCluster is a cluster for programs.
type listedCluster struct {
	Name       string            `json:"name"`
	Role       string            `json:"role,omitempty"`
	Provider   string            `json:"provider"`
	Ring       string            `json:"ring,omitempty"`
	Shard      *int              `json:"shard,omitempty"`
	Groups     []string          `json:"groups"`
	Labels     map[string]string `json:"labels"`
	Server     string            `json:"server,omitempty"`
	Context    string            `json:"context,omitempty"`
	Kubernetes string            `json:"kubernetes,omitempty"`
	At         problem.Position  `json:"at"`
}

func listClusters(clusters []load.Declared) []listedCluster {
	out := []listedCluster{}
	for _, c := range clusters {
		labels := map[string]string{}
		maps.Copy(labels, c.Labels)
		out = append(out, listedCluster{c.Name, c.Role, c.Provider, c.Ring, c.ServedBy, c.Groups, labels, c.Server, c.Context, c.Kubernetes, c.At})
	}
	return out
}

// showClusters writes a line for each cluster. Labels come last: they are cut where the page ends.
func (a *app) showClusters(clusters []load.Declared) error {
	if len(clusters) == 0 {
		a.say("there is no such cluster")
		return nil
	}
	rows := [][]string{{"CLUSTER", "ROLE", "PROVIDER", "RING", "SHARD", "WHERE", "GROUPS", "LABELS"}}
	for _, c := range clusters {
		shard := ""
		if c.ServedBy != nil {
			shard = strconv.Itoa(*c.ServedBy)
		}
		rows = append(rows, []string{c.Name, c.Role, c.Provider, c.Ring, shard, fmt.Sprintf("%s:%d", c.At.File, c.At.Line), strings.Join(c.Groups, ","), pairs(c.Labels, ",")})
	}
	return a.page().columns(rows)
}
