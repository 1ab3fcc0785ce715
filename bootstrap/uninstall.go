package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// UninstallOptions are what an uninstall works on. Its repository stays as it
// is: bootstrap brings everything back.
type UninstallOptions struct {
	Options
	// DeleteData removes what holds data too: claims in the platform's namespaces, its kinds with all their objects, and
	// units that stay by their deletion policy.
	DeleteData bool
	// Force takes off finalizers that nobody has worked off when a wait is over.
	Force bool
	// Leave names clusters that do not answer any more: nothing on them is looked at.
	Leave []string
	// DryRun says what would go and what would stay.
	DryRun bool
}

// Uninstalled is what went, or would go, and what is left.
type Uninstalled struct {
	Clusters []ClusterLeft `json:"clusters"`
	DryRun   bool          `json:"dryRun,omitempty"`
}

// ClusterLeft is one cluster's part.
type ClusterLeft struct {
	Name string `json:"name"`
	// Units went, the last wave first.
	Units []UnitGone `json:"units"`
	// DeployKey is the title of the key that went at the forge, empty where there was none.
	DeployKey string `json:"deployKey,omitempty"`
	// Left is what the platform made and what is not removed.
	Left []Leftover `json:"left"`
}

// UnitGone is one unit, and how many objects of it there were.
type UnitGone struct {
	Name    string `json:"name"`
	Wave    int    `json:"wave"`
	Objects int    `json:"objects"`
}

// Leftover is an object that stays, and why.
type Leftover struct {
	Object string `json:"object"`
	Why    string `json:"why"`
}

// uninstall is one that is under way.
type uninstall struct {
	UninstallOptions
	hosts []*leaving
}

// leaving is a cluster that runs the agent and is to be rid of the platform: as
// if it moved to another agent, and none came.
type leaving struct {
	*moving
	targets []*target
	// definitions are the CRDs that units bring: one unit may be on every cluster of a fleet.
	definitions map[*platform.Unit][]string
	resumed     bool // an uninstall began earlier
	byMarks     bool // the agent is gone
	unseen      bool // and so is everything of the platform
	key         keyAtForge
}

// target is a cluster that the agent drives.
type target struct {
	*platform.Cluster
	client *kube.Client
	units  markPatterns
	brings map[string]string // by definition: the unit that brings it
	gone   ClusterLeft
}

// uninstallStep is one part. Each looks at the live world first.
type uninstallStep struct {
	name string
	run  func(ctx context.Context, u *uninstall, h *leaving, ui StepUI) (string, error)
}

// uninstallSteps come in an order in which nothing is made again, and nothing
// goes before what needs it to go.
func uninstallSteps() []uninstallStep {
	return []uninstallStep{
		{"stop", stopAgent},
		{"generators", removeGenerators},
		{"units", removeUnits},
		{"agent", removeAgent},
		{"kinds", removeDefinitions},
		{"namespaces", removeNamespaces},
		{"audit", audit},
	}
}

// Uninstall removes a platform from the clusters that its agents drive. Run
// again, it goes on where the world is not yet as it should be.
func Uninstall(ctx context.Context, opts UninstallOptions) (*Uninstalled, error) {
	opts.command = "uninstall"
	u := &uninstall{UninstallOptions: opts}
	defer func() {
		for _, h := range u.hosts {
			h.close(ctx)
		}
	}()
	steps := uninstallSteps()
	of := len(steps) + 1
	ui := u.UI.Step(1, of, "preflight")
	what, err := u.prepare(ctx, ui)
	ui.End(what, err)
	if err != nil {
		return nil, fmt.Errorf("preflight: %w", err)
	}
	for _, h := range u.hosts {
		for i, st := range steps {
			if u.DryRun {
				break
			}
			if err := u.perform(ctx, i+2, of, st, h); err != nil {
				return nil, err
			}
		}
	}
	return u.report(), nil
}

// perform runs a step. Where several clusters run the agent, it names its own.
func (u *uninstall) perform(ctx context.Context, n, of int, st uninstallStep, h *leaving) error {
	name := st.name
	if len(u.Platform.AgentClusters()) > 1 {
		name = "cluster " + h.host.Name + ": " + name
	}
	ui := h.step(n, of, name)
	what, err := st.run(ctx, u, h, ui)
	ui.End(what, err)
	if err != nil {
		return fmt.Errorf("%s: %w\nthe uninstall is under way; once that is mended, go on with: slipway uninstall", name, err)
	}
	return nil
}

func (u *uninstall) report() *Uninstalled {
	out := &Uninstalled{Clusters: []ClusterLeft{}, DryRun: u.DryRun}
	for _, h := range u.hosts {
		for _, t := range h.targets {
			out.Clusters = append(out.Clusters, t.gone)
		}
	}
	return out
}
