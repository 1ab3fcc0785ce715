package bootstrap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/bootstrap/redact"
	"github.com/slipway-platform/slipway/generator/platform"
)

// agentsFolder is where a lab keeps its agents, a folder each, named by cluster.
const agentsFolder = "agents"

func (l *localProvider) runAgent(ctx context.Context, c *platform.Cluster, waiting func(string)) error {
	programs, err := l.programs(ctx, l.spec.Programs(), waiting)
	if err != nil {
		return err
	}
	keeper, err := local.Launch(ctx, l.opts.Self, l.opts.StateDir)
	if err != nil {
		return err
	}
	waiting("starting " + l.opts.Agent.Title)
	agent := l.agent(c)
	agent.Programs = programs
	return local.StartAgent(ctx, keeper, agent)
}

func (l *localProvider) agent(c *platform.Cluster) local.Agent {
	return local.Agent{
		Name: c.Name + "/" + l.opts.Agent.Name, Spec: l.spec, Dir: filepath.Join(l.opts.StateDir, agentsFolder, c.Name),
		Kubeconfig: l.controlPlane(c.Name, nil).Kubeconfig(), Labs: filepath.Dir(l.opts.StateDir),
		Shards: l.opts.Platform.ShardKeys(), Patient: l.opts.Platform.Profile == "production",
		Settings: agentSettings(l.opts.Agent.Component, c),
	}
}

// agentSettings are what a cluster's component of an agent sets, each by its path. A cluster that has none yet sets nothing.
func agentSettings(component string, c *platform.Cluster) map[string]string {
	out := map[string]string{}
	for _, p := range c.Placements {
		if p.Unit.Variant.Component.Name == component {
			flatten(out, "", p.Unit.Variant.Config)
		}
	}
	return out
}

func flatten(out map[string]string, at string, values map[string]any) {
	for key, value := range values {
		switch value := value.(type) {
		case map[string]any:
			flatten(out, at+key+".", value)
		case string:
			out[at+key] = value
		default:
			if text, err := json.Marshal(value); err == nil {
				out[at+key] = string(text)
			}
		}
	}
}

func (l *localProvider) stopAgent(ctx context.Context, c *platform.Cluster) error {
	keeper, err := local.Dial(ctx, l.opts.StateDir)
	if errors.Is(err, local.ErrNoKeeper) {
		return nil // whatever it kept ended with it
	}
	if err != nil {
		return err
	}
	return local.StopAgent(ctx, keeper, l.agent(c))
}

func (l *localProvider) agentEnded(ctx context.Context, c *platform.Cluster) (none cause.Finding) {
	keeper, err := local.Dial(ctx, l.opts.StateDir)
	if err != nil {
		return none // nor does the cluster run then, and that is said
	}
	ended, err := local.EndedOf(ctx, keeper, l.agent(c))
	if err != nil || ended == nil {
		return none
	}
	return cause.Finding{
		Cause: redact.Text(fmt.Sprintf("cluster %s: %s does not run as it should, and what it says may be old: its %s ended (%s); %s",
			c.Name, l.opts.Agent.Title, ended.Process, ended.LastExit, cut(ended.LastWords))),
		Mend: "read what it says, and mend that: " + ended.Log,
	}
}
