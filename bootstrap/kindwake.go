package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// wakeTime is how long a cluster whose containers were started may take to answer.
const wakeTime = 3 * time.Minute

// wake starts what has ended of a cluster, as it does when the engine restarts,
// and makes sure that it is the one that this lab made.
func (k *kindProvider) wake(ctx context.Context, engine *kind.Engine, c *platform.Cluster, waiting func(string)) error {
	started, err := engine.Start(ctx, k.name(c))
	if err != nil {
		return err
	}
	if len(started) == 0 {
		// An engine that comes back starts some by itself, a moment before they answer.
		if err := k.checkLive(ctx, c); !errors.Is(err, errSilent) {
			return err
		}
	}
	if err := k.awaitAwake(ctx, c, waiting); err != nil {
		return err
	}
	return k.checkLive(ctx, c)
}

func (k *kindProvider) awaitAwake(ctx context.Context, c *platform.Cluster, waiting func(string)) error {
	access, err := k.reach(ctx, c)
	if err != nil {
		return err
	}
	client, err := kube.Connect(access.Kubeconfig, access.Context)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("cluster %s, whose containers were started", c.Name)
	waiting(what)
	return kube.Wait(ctx, what, poll, wakeTime, waiting, func(ctx context.Context) (bool, string, error) {
		nodes, err := client.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Node"}, kube.ListOptions{})
		if err != nil {
			return false, err.Error(), nil // one that starts says many things, also that nobody may do anything
		}
		for _, node := range nodes {
			if ready, why := kube.Ready(node); !ready {
				return false, why, nil
			}
		}
		return len(nodes) > 0, "it has no nodes yet", nil
	})
}

// asleep says that a cluster's containers do not run, where that is so.
func (k *kindProvider) asleep(ctx context.Context, c *platform.Cluster) string {
	engine, err := k.recorded(ctx, c)
	if err != nil {
		return err.Error() // the engine itself is down
	}
	stopped, err := engine.Stopped(ctx, k.name(c))
	if err != nil || len(stopped) == 0 {
		return ""
	}
	return fmt.Sprintf("the containers of cluster %s do not run (%s); start them with: slipway lab up", c.Name, strings.Join(stopped, ", "))
}
