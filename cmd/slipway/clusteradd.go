package main

import (
	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) clusterAddCommand() *cobra.Command {
	var c platform.ClusterInput
	var labels []string
	var secret string
	var file bool
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a cluster to the platform",
		Long: `Add a cluster to spec.clusters of platform.yaml, written as the others are there, or in a
file of its own, clusters/NAME.yaml. Where there is a folder clusters/ it is a file,
unless --file=false says otherwise. Every other byte stays as it is, and nothing is
written unless the platform is valid with the cluster.`,
		Example: `  slipway cluster add eu-2 --label region=eu --server https://eu-2.example.com
  slipway cluster add eu-2 --label region=eu --secret eu-2 --file
  slipway cluster add eu-2 --context eu-2 --secret eu-2 --kubernetes 1.36`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("cluster add takes the name of one cluster (got %d)", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			c.Name = args[0]
			if c.Labels, err = labelsOf(labels); err != nil {
				return err
			}
			if secret != "" {
				c.Credentials = &platform.ClusterCredentials{SecretRef: &platform.SecretRef{Name: secret}}
			}
			f, err := a.fleet()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("file") {
				file = f.InFiles()
			}
			if err := f.Add([]platform.ClusterInput{c}, file); err != nil {
				return err
			}
			if err := a.writeFleet(f); err != nil {
				return err
			}
			if err := a.showFleet(f, fleetDone{Added: args}, "added %s", c.Name); err != nil {
				return err
			}
			a.say("next: slipway generate, then slipway bootstrap")
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&labels, "label", nil, "a label, as key=value (may be repeated)")
	flags.StringVar(&c.Server, "server", "", "the address of its API server")
	flags.StringVar(&c.Context, "context", "", "the kubeconfig context by which bootstrap reaches it")
	flags.StringVar(&c.Provider, "provider", "", "what makes it reachable; existing by default")
	flags.StringVar(&c.Role, "role", "", "its part in topology hub: hub or spoke")
	flags.StringVar(&c.Domain, "domain", "", "its domain; by default its name below the platform's")
	flags.StringVar(&c.Kubernetes, "kubernetes", "", "its Kubernetes minor version, such as 1.36")
	flags.StringVar(&secret, "secret", "", "the Secret in the agent's namespace that holds its credential")
	flags.BoolVar(&file, "file", false, "write a file of its own")
	return cmd
}
