package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// watcher reads what the agent says of what it reconciles.
type watcher struct {
	agent   *platform.Agent
	kube    *kube.Client // the cluster that runs the agent
	timeout time.Duration
	again   int // how often to look for a cause again; see secondLooks
	// target reaches another cluster, to look for a cause there.
	target func(ctx context.Context, c *platform.Cluster) (*kube.Client, error)
}

func newWatcher(s *session) *watcher {
	return &watcher{agent: s.Agent, kube: s.kube, timeout: s.Timeout, again: secondLooks, target: func(ctx context.Context, c *platform.Cluster) (*kube.Client, error) {
		return reach(ctx, s.Options, c)
	}}
}

// reach connects to a cluster without changing anything.
func reach(ctx context.Context, opts Options, c *platform.Cluster) (*kube.Client, error) {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return nil, err
	}
	access, err := p.reach(ctx, c)
	if err != nil {
		return nil, err
	}
	return opts.clientFor(access)
}

// refresh asks the agent to look at an object at once; one that is not there
// yet needs no asking.
func (w *watcher) refresh(ctx context.Context, r kube.Ref, commit string) error {
	annotation, ok := w.agent.Refresh[r.Kind]
	if !ok {
		return nil
	}
	if there, err := w.kube.Exists(ctx, r); err != nil || !there {
		return err
	}
	value := strings.ReplaceAll(annotation.Value, "$commit", commit)
	_, err := w.kube.Apply(ctx, manager, []map[string]any{{
		"apiVersion": r.APIVersion, "kind": r.Kind,
		"metadata": map[string]any{"name": r.Name, "namespace": r.Namespace, "annotations": map[string]any{annotation.Key: value}},
	}}, kube.ApplyOptions{Force: true})
	return err
}

// await waits until an object is in order, at a commit if one is given.
func (w *watcher) await(ctx context.Context, what, commit string, r kube.Ref, ui StepUI) error {
	return kube.Wait(ctx, what, poll, w.timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		obj, err := w.kube.Get(ctx, r)
		if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
			return false, fmt.Sprintf("%s: %s does not exist yet", what, r), nil
		}
		if err != nil {
			return false, "", err
		}
		v := verdictOf(w.agent, obj)
		switch {
		case !v.good():
			return false, fmt.Sprintf("%s: %s", what, v), nil
		case commit != "" && v.Commit != commit:
			return false, fmt.Sprintf("%s: at %s, not yet at %s", what, short(v.Commit), short(commit)), nil
		}
		return true, "", nil
	})
}

// on reaches a cluster.
func (w *watcher) on(ctx context.Context, c *platform.Cluster) (*kube.Client, error) {
	if c.RunsAgent {
		return w.kube, nil
	}
	return w.target(ctx, c)
}

// unitCommit is the commit at which a unit must be: none where the agent's
// objects for units do not name one.
func (w *watcher) unitCommit(commit string) string {
	if w.agent.StatusFor(w.agent.UnitRef.Kind).UnitRevision {
		return commit
	}
	return ""
}
