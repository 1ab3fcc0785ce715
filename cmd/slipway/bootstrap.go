package main

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) bootstrapCommand() *cobra.Command {
	var yes, forceVersion, adopt bool
	var cluster, printRole string
	var timeout time.Duration
	var push pushFlags
	cmd := &cobra.Command{
		Use:   "bootstrap",
		Short: "Bring clusters under Git's control; safe to run again",
		Long: `Bring clusters under Git's control, in eight steps: preflight, push, crds, agent,
credentials, root, hand-over, settle. Each step looks at the live world first, so
running again resumes and, when all is well, changes nothing.

In topology hub that is the hub, and it drives the others. In topology standalone
it is every cluster, one after the other, or the one that --cluster names; one
that fails does not keep the others out. The push is for all.

Where the branch that agents follow is protected, --branch pushes to another one,
and bootstrap ends there with exit code 3: it goes on when that is merged and it is
run again. With --no-push nothing is pushed at all; the branch must have what this
folder has. With --wait-merge it waits so long for that.`,
		Example: `  slipway bootstrap
  slipway bootstrap --cluster eu-1 --yes
  slipway bootstrap --branch round-2 --wait-merge 8h   # where main is protected
  slipway bootstrap --print-role user:ci | kubectl apply -f -`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts, err := a.bootstrapOptions(timeout, yes)
			if err != nil {
				return err
			}
			if err := push.into(&opts); err != nil {
				return err
			}
			opts.Cluster, opts.ForceVersion, opts.Adopt = cluster, forceVersion, adopt
			if printRole != "" {
				return a.printRoles(cmd.Context(), opts, printRole)
			}
			return a.explained(bootstrap.Run(cmd.Context(), opts))
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask before a cluster that exists already is changed")
	cmd.Flags().StringVar(&cluster, "cluster", "", "bring in this cluster alone; it must run the agent")
	cmd.Flags().BoolVar(&adopt, "adopt", false, "take over an agent of the same minor version that somebody else installed")
	cmd.Flags().BoolVar(&forceVersion, "force-version", false, "take a cluster with an older Kubernetes than the agent works with")
	cmd.Flags().StringVar(&printRole, "print-role", "", "print the roles that allow user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME to do this, and do nothing")
	push.on(cmd)
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Minute, "how long each wait may take")
	return cmd
}

// printRoles prints what allows somebody to run bootstrap.
func (a *app) printRoles(ctx context.Context, opts bootstrap.Options, subject string) error {
	all, err := bootstrap.Roles(ctx, opts, subject)
	if err != nil {
		return err
	}
	for _, one := range all {
		fmt.Fprintf(a.out, "# On cluster %s.\n", one.Cluster)
		for _, o := range one.Objects {
			text, err := yaml.Marshal(o)
			if err != nil {
				return fmt.Errorf("write roles: %w", err)
			}
			fmt.Fprintf(a.out, "---\n%s", text)
		}
	}
	return nil
}

// bootstrapOptions loads and renders the platform, and says where things are.
func (a *app) bootstrapOptions(timeout time.Duration, yes bool) (bootstrap.Options, error) {
	src, err := a.sources()
	if err != nil {
		return bootstrap.Options{}, err
	}
	p, err := generator.Load(src, a.dir)
	if err != nil {
		return bootstrap.Options{}, err
	}
	return a.optionsFor(src, p, timeout, yes)
}

// optionsFor renders a platform that was loaded, and says where things are.
func (a *app) optionsFor(src generator.Sources, p *platform.Platform, timeout time.Duration, yes bool) (bootstrap.Options, error) {
	opts, err := a.lookOptions(src, p, timeout, yes)
	if err != nil {
		return opts, err
	}
	if opts.Tree, err = generator.Render(src, opts.Platform); err != nil {
		return opts, err
	}
	if opts.Seeds, err = generator.Untouched(src, a.dir, opts.Platform); err != nil {
		return opts, err
	}
	opts.Changes, err = generator.PlanPlatform(src, a.dir, opts.Platform, generator.Options{})
	return opts, err
}

// lookOptions says where things are, for what compares no files: a fleet's take
// seconds to render.
func (a *app) lookOptions(src generator.Sources, p *platform.Platform, timeout time.Duration, yes bool) (opts bootstrap.Options, err error) {
	opts = bootstrap.Options{Dir: a.dir, Timeout: timeout, Getenv: a.getenv, Credentials: a.credentials(p), UI: a.newUI(), Confirm: a.confirm(yes)}
	// What is bootstrapped is what Git holds.
	if opts.Platform, err = generator.Deliver(src, p); err != nil {
		return opts, err
	}
	if opts.Agents, err = agentSources(src, p.Topology); err != nil {
		return opts, err
	}
	for _, one := range opts.Agents {
		if one.Agent.Name == p.Agent {
			opts.Agent, opts.AgentFolder = one.Agent, one.Folder
		}
	}
	if err = a.fetchFrom(&opts); err != nil {
		return opts, err
	}
	if opts.Self, err = os.Executable(); err != nil {
		return opts, fmt.Errorf("find this program: %w", err)
	}
	labs, err := bootstrap.StateDir(a.getenv)
	opts.StateDir = filepath.Join(labs, opts.Platform.Name)
	return opts, err
}

// agentSources are all agents that there are.
func agentSources(src generator.Sources, topology string) ([]bootstrap.AgentSource, error) {
	agents, err := generator.Agents(src, topology)
	if err != nil {
		return nil, err
	}
	var out []bootstrap.AgentSource
	for _, agent := range agents {
		folder, err := fs.Sub(src.Agents, agent.Name)
		if err != nil {
			return nil, err
		}
		out = append(out, bootstrap.AgentSource{Agent: agent, Folder: folder})
	}
	return out, nil
}

// confirm asks on stderr and reads the answer from stdin; without a terminal
// nobody answers, and that is a no.
func (a *app) confirm(yes bool) func(string) (bool, error) {
	return func(question string) (bool, error) {
		if yes {
			return true, nil
		}
		defer a.holdCanvas()()
		fmt.Fprintf(a.err, "%s [y/N] ", question)
		line, err := bufio.NewReader(a.in).ReadString('\n')
		if err != nil && line == "" {
			return false, usagef("nobody answered; give --yes to confirm")
		}
		answer := strings.ToLower(strings.TrimSpace(line))
		return answer == "y" || answer == "yes", nil
	}
}
