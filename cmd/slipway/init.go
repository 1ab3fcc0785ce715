package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) initCommand() *cobra.Command {
	answers := generator.Answers{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a new platform.yaml",
		Example: `  slipway init -C acme --name acme --domain platform.example.com \
      --repository https://git.example.com/acme/platform.git --context kind-acme`,
		Args: noArgs,
		// Cobra looks too, but its error would not be one of usage.
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := cmd.ValidateRequiredFlags(); err != nil {
				return usageError{err}
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			path, err := generator.Init(src, a.dir, answers)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "wrote %s\n", path)
			a.say("next: slipway generate")
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&answers.Name, "name", "", "the platform's name")
	f.StringVar(&answers.Agent, "agent", "argocd", "the GitOps agent")
	f.StringVar(&answers.Profile, "profile", "small", "lab, small or production")
	f.StringVar(&answers.Domain, "domain", "", "the domain below which every cluster gets its own")
	f.StringVar(&answers.Repository, "repository", "", "the Git repository that the agent reads")
	f.StringVar(&answers.Branch, "branch", "main", "the branch that the agent follows")
	f.StringSliceVar(&answers.Components, "components", []string{"namespaces", "platform-info", "sample"}, "components for every cluster")
	f.StringSliceVar(&answers.Clusters, "clusters", []string{"hub"}, "the clusters; the first is the hub")
	f.StringVar(&answers.Provider, "provider", "existing", "what makes the clusters reachable")
	f.StringVar(&answers.Context, "context", "", "the kubeconfig context of the hub")
	for _, name := range []string{"name", "domain", "repository"} {
		_ = cmd.MarkFlagRequired(name)
	}
	return cmd
}
