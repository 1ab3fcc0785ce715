package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Fault is something that goes wrong in a lab on purpose. Each is mended by
// MendFault, also where it was not made.
type Fault struct {
	Kind    string
	Cluster string // empty for the one that runs the agent
	Unit    string
}

// labFault is one kind of fault.
type labFault struct {
	make, mend func(ctx context.Context, opts Options, c *platform.Cluster, unit string) error
}

func labFaults() map[string]labFault {
	return map[string]labFault{
		"git-stopped":    {stopGit, startGit},
		"git-locked":     {lockGit, startGit},
		"agent-stopped":  {stopAgents, startAgents},
		"agent-gone":     {loseAgent, bringAgentBack},
		"unit-suspended": {suspendUnit, resumeUnit},
	}
}

// MakeFault makes something go wrong.
func MakeFault(ctx context.Context, opts Options, f Fault) error {
	return withFault(opts, f, func(kind labFault, c *platform.Cluster) error { return kind.make(ctx, opts, c, f.Unit) })
}

// MendFault makes it right again.
func MendFault(ctx context.Context, opts Options, f Fault) error {
	return withFault(opts, f, func(kind labFault, c *platform.Cluster) error { return kind.mend(ctx, opts, c, f.Unit) })
}

func withFault(opts Options, f Fault, do func(labFault, *platform.Cluster) error) error {
	kind, ok := labFaults()[f.Kind]
	if !ok {
		return fmt.Errorf("there is no fault %q", f.Kind)
	}
	c := opts.Platform.AgentClusters()[0]
	if f.Cluster != "" {
		if c = opts.Platform.Cluster(f.Cluster); c == nil {
			return fmt.Errorf("there is no cluster %q", f.Cluster)
		}
	}
	return do(kind, c)
}

func stopGit(ctx context.Context, opts Options, _ *platform.Cluster, _ string) error {
	keeper, err := local.Dial(ctx, opts.StateDir)
	if err != nil {
		return fmt.Errorf("stop the Git server: %w", err)
	}
	return keeper.Stop(ctx, "git")
}

// startGit is what lab up does: whatever was changed of the server is as it was.
func startGit(ctx context.Context, opts Options, _ *platform.Cluster, _ string) error {
	return LabUp(ctx, opts)
}

// lockGit serves the repository to who knows a password, which nobody is told.
func lockGit(ctx context.Context, opts Options, _ *platform.Cluster, _ string) error {
	repository, _ := parseRepository(opts.Platform.Repository.URL)
	var hosts []gitHost
	for _, c := range opts.Platform.Clusters {
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return err
		}
		if lab, ok := p.(labProvider); ok {
			host, err := lab.hostAddress(ctx, c)
			if err != nil {
				return err
			}
			hosts = append(hosts, host)
		}
	}
	at, err := repository.served(hosts)
	if err != nil || !at.IsValid() {
		return errors.Join(err, errors.New("the lab serves no repository"))
	}
	keeper, err := local.Dial(ctx, opts.StateDir)
	if err != nil {
		return fmt.Errorf("lock the Git server: %w", err)
	}
	return keeper.StartService(ctx, local.Service{Name: "git", Kind: local.ServiceGit, Address: at.String(),
		Root: filepath.Join(opts.StateDir, "git"), User: "platform", Password: lockedPassword})
}

// lockedPassword opens a locked server. It is a lab's, on loopback, and no secret.
const lockedPassword = "new-token" // #nosec G101

func stopAgents(ctx context.Context, opts Options, c *platform.Cluster, _ string) error {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return err
	}
	return p.stopAgent(ctx, c)
}

func startAgents(ctx context.Context, opts Options, c *platform.Cluster, _ string) error {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return err
	}
	return p.runAgent(ctx, c, func(string) {})
}

func suspendUnit(ctx context.Context, opts Options, c *platform.Cluster, unit string) error {
	return mergeUnit(ctx, opts, c, unit, opts.Agent.Suspend.Merge)
}

func resumeUnit(ctx context.Context, opts Options, c *platform.Cluster, unit string) error {
	return mergeUnit(ctx, opts, c, unit, opts.Agent.Suspend.Undo)
}

// mergeUnit changes the object by which a unit is suspended.
func mergeUnit(ctx context.Context, opts Options, c *platform.Cluster, unit string, change map[string]any) error {
	host := opts.Platform.AgentClusters()[0]
	if c.RunsAgent {
		host = c
	}
	client, err := reach(ctx, opts, host)
	if err != nil {
		return err
	}
	err = client.Merge(ctx, "kubectl", ref(opts.Agent.Suspend.Ref, "$cluster", c.Name, "$unit", unit), change)
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return fmt.Errorf("%s has no unit %s on cluster %s: %w", opts.Agent.Title, unit, c.Name, err)
	}
	return err
}
