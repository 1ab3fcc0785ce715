package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) uninstallCommand() *cobra.Command {
	var opts bootstrap.UninstallOptions
	var yes bool
	var cluster string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Remove the platform from its clusters, in order, and say what is left",
		Long: `Remove the platform from its clusters. The agent is stopped first; then go the units,
the last wave first and custom resources before what works off their finalizers;
then the agent, and kinds and namespaces last, those alone that are the platform's.

Data stays unless --delete-data says otherwise: volumes' claims, kinds that somebody
has objects of, and components whose deletion policy is not delete. So does a
namespace that anything else is in. What is left is listed, and is nobody's then.
Deploy keys that bootstrap made go at the forge, or are listed.

Git is not changed: slipway bootstrap brings everything back. A run that was ended
at any point is completed by running it again.`,
		Example: `  slipway uninstall --dry-run          # what would go, and what would stay
  slipway uninstall --cluster eu-1     # one cluster that runs its own agent
  slipway uninstall --leave eu-1       # eu-1 does not exist any more`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			shared, err := a.bootstrapOptions(timeout, yes)
			if err != nil {
				return err
			}
			opts.Options, opts.Cluster = shared, cluster
			done, err := bootstrap.Uninstall(cmd.Context(), opts)
			if err != nil {
				return err
			}
			return a.showUninstalled(opts.Platform.Name, done)
		},
	}
	cmd.Flags().StringVar(&cluster, "cluster", "", "this cluster alone; it must run the agent")
	cmd.Flags().BoolVar(&opts.DeleteData, "delete-data", false, "remove what holds data too")
	cmd.Flags().BoolVar(&opts.Force, "force", false, "take off finalizers that nobody has worked off after --timeout")
	cmd.Flags().StringSliceVar(&opts.Leave, "leave", nil, "a cluster that does not answer any more; nothing on it is looked at")
	cmd.Flags().BoolVar(&opts.DryRun, "dry-run", false, "say what would go, and change nothing")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask before a cluster that exists already is changed")
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "how long each wait may take")
	return cmd
}

func (a *app) showUninstalled(name string, done *bootstrap.Uninstalled) error {
	if a.output == "json" {
		return a.json(done)
	}
	if len(done.Clusters) == 0 {
		_, err := fmt.Fprintf(a.out, "nothing of %s is on its clusters\n", name)
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	went, stays := "GONE", "left"
	if done.DryRun {
		went, stays = "GOES", "would be left"
	}
	fmt.Fprintf(w, "CLUSTER\tWAVE\t%s\tOBJECTS\n", went)
	for _, c := range done.Clusters {
		for _, u := range c.Units {
			fmt.Fprintf(w, "%s\t%d\t%s\t%d\n", c.Name, u.Wave, u.Name, u.Objects)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, c := range done.Clusters {
		if c.DeployKey != "" {
			fmt.Fprintf(a.out, "%s with %s: deploy key %s at the forge\n", strings.ToLower(went), c.Name, c.DeployKey)
		}
		for _, l := range c.Left {
			fmt.Fprintf(a.out, "%s on %s: %s: %s\n", stays, c.Name, l.Object, l.Why)
		}
	}
	if !done.DryRun {
		fmt.Fprintf(a.out, "%s is gone (clusters: %d); Git still has it\n", name, len(done.Clusters))
	}
	return nil
}
