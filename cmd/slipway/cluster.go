package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) clusterCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cluster",
		Short: "List the clusters of the platform, and add, remove, rename and import some",
		Long: `Look at the clusters of the platform, and change which there are. A cluster stands in
spec.clusters of platform.yaml or in a file of its own, clusters/NAME.yaml. What is
changed is changed there and nowhere else: every other byte stays, and nothing is
written unless the platform is valid with it.`,
		Example: `  slipway cluster list --label region=eu
  slipway cluster add eu-2 --server https://eu-2.example.com --secret eu-2`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.clusterListCommand(), a.clusterAddCommand(), a.clusterRemoveCommand(), a.clusterRenameCommand(), a.clusterImportCommand())
	return cmd
}

// fleet reads the clusters of the platform's folder.
func (a *app) fleet() (*generator.Fleet, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.ReadFleet(src, a.dir)
}

// labelsOf reads labels as they are typed, key=value.
func labelsOf(typed []string) (map[string]string, error) {
	labels := map[string]string{}
	for _, t := range typed {
		key, value, ok := strings.Cut(t, "=")
		if !ok || key == "" {
			return nil, usagef("--label takes key=value, such as region=eu (got %q)", t)
		}
		labels[key] = value
	}
	return labels, nil
}

// writeFleet writes a fleet's files once the platform is valid with them.
func (a *app) writeFleet(f *generator.Fleet) error {
	if _, err := f.Load(); err != nil {
		a.say("nothing was written; this is what it would come to:")
		return err
	}
	return f.Write()
}

// fleetDone is a change of the list of clusters, for programs.
type fleetDone struct {
	Added   []string          `json:"added,omitempty"`
	Changed []string          `json:"changed,omitempty"`
	Removed []string          `json:"removed,omitempty"`
	Renamed map[string]string `json:"renamed,omitempty"`
	// Files were written, Gone went.
	Files []string `json:"files"`
	Gone  []string `json:"gone,omitempty"`
}

// showFleet says what was done, and where.
func (a *app) showFleet(f *generator.Fleet, done fleetDone, format string, args ...any) error {
	done.Files, done.Gone = f.Files()
	if a.output == "json" {
		return a.json(done)
	}
	where := some(append(done.Files, done.Gone...), few)
	if where == "" {
		where = "nothing changes"
	}
	_, err := fmt.Fprintf(a.out, format+" (%s)\n", append(args, where)...)
	return err
}
