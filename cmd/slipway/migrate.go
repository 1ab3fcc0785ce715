package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) migrateCommand() *cobra.Command {
	var yes, filesOnly bool
	var timeout time.Duration
	var push pushFlags
	cmd := &cobra.Command{
		Use:   "migrate AGENT",
		Short: "Move the platform to another agent without deleting workloads",
		Long: `Move the platform to another agent. No workload is deleted or restarted.

In platform.yaml one word changes, spec.agent; everything else is generated. On the
clusters the old agent is stopped, its marks are taken off what it applied, the new
agent is bootstrapped and takes over what is there, and then the old agent is
removed: its component, its kinds and its namespaces with all that is in them.

Each step looks at the live world first. A run that was ended at any point is
completed by running it again.

Where the branch that agents follow is protected, --branch pushes to another one and
ends there with exit code 3, or waits with --wait-merge. The old agent stands still
until that is merged: it must not see a repository that is no longer for it. When it is
merged, migrate AGENT --no-push goes on. When it will not be, migrate OLD gives it up.

migrate config is another thing: it brings platform.yaml to the current version of its
format.`,
		Example: `  slipway migrate flux
  slipway migrate flux --files-only
  slipway migrate flux --branch to-flux --wait-merge 8h`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("migrate takes the name of one agent (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, err := a.migrateOptions(cmd.Context(), args[0], timeout, yes)
			if err != nil {
				return err
			}
			if err := push.into(&opts.Options); err != nil {
				return err
			}
			if filesOnly && push != (pushFlags{}) {
				return usagef("--files-only pushes nothing: it goes without --branch, --no-push and --wait-merge")
			}
			move := bootstrap.Migrate
			if filesOnly {
				move = bootstrap.MigrateFiles
			}
			done, err := move(cmd.Context(), opts)
			if err != nil {
				return err
			}
			return a.showMigrated(opts, done)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask before a cluster that exists already is changed")
	cmd.Flags().BoolVar(&filesOnly, "files-only", false, "change the folder and reach no cluster: for a platform that none runs yet")
	push.on(cmd)
	cmd.AddCommand(a.migrateConfigCommand())
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "how long each wait may take")
	return cmd
}

func (a *app) showMigrated(opts bootstrap.MigrateOptions, done *bootstrap.Migrated) error {
	if a.output == "json" {
		return a.json(done)
	}
	title := opts.Agent.Title
	var err error
	switch {
	case !done.Changed:
		_, err = fmt.Fprintf(a.out, "%s is on %s already; nothing was changed\n", opts.Platform.Name, title)
	case len(done.Clusters) == 0:
		_, err = fmt.Fprintf(a.out, "platform.yaml and gitops/ are for %s; no cluster was changed\n", title)
		a.say("next: slipway bootstrap")
	default:
		_, err = fmt.Fprintf(a.out, "%s is on %s (clusters: %d)\n", opts.Platform.Name, title, len(done.Clusters))
	}
	return err
}
