package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/redact"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Records reads what the agents remember of having applied commits; it changes
// nothing, and reads no repository. An agent that does not answer hides no other:
// the clusters that it drives have its error.
func Records(ctx context.Context, opts Options) (*dora.Records, error) {
	hosts := opts.Platform.AgentClusters()
	read := make([][]dora.ClusterRecords, len(hosts))
	var g errgroup.Group
	g.SetLimit(lookAtOnce)
	for i, host := range hosts {
		g.Go(func() error {
			read[i] = recordsOn(ctx, opts, host)
			return nil
		})
	}
	_ = g.Wait() // errors are in the records
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &dora.Records{Means: opts.Agent.Records.Means, Clusters: slices.Concat(read...)}, nil
}

// recordsOn are those of the clusters that one agent drives.
func recordsOn(ctx context.Context, opts Options, host *platform.Cluster) []dora.ClusterRecords {
	objects, err := recordObjects(ctx, opts, host)
	var out []dora.ClusterRecords
	for _, c := range drivenBy(host, opts.Platform) {
		if err != nil {
			out = append(out, dora.ClusterRecords{Cluster: c.Name, Error: redact.Text(err.Error())})
			continue
		}
		out = append(out, clusterRecords(opts.Agent, c, objects))
	}
	return out
}

// recordObjects reads the objects that own a host's units, and those that bring them.
func recordObjects(ctx context.Context, opts Options, host *platform.Cluster) (map[kube.Ref]map[string]any, error) {
	s, err := newSession(opts, host)
	if err != nil {
		return nil, err
	}
	step := opts.UI.Step(0, 0, "report")
	if s.kube, err = reach(ctx, opts, host); err == nil {
		_, err = answers(ctx, s.kube, host.Name, s.Timeout, step)
	}
	if err != nil {
		return nil, s.orAsleep(ctx, err)
	}
	var refs []kube.Ref
	for _, c := range s.driven() {
		refs = append(refs, unitRefs(opts.Agent, c)...)
	}
	out := map[kube.Ref]map[string]any{}
	err = newWatcher(s).each(ctx, refs, func(r kube.Ref, obj map[string]any) { out[r] = obj })
	if err == nil && len(out) == 0 {
		err = errors.New(opts.Agent.Title + " has nothing of the platform there")
	}
	if err != nil {
		return nil, fmt.Errorf("read what %s remembers on cluster %s: %w", opts.Agent.Title, host.Name, err)
	}
	return out, nil
}

// clusterRecords are what an agent's objects remember of one cluster.
func clusterRecords(agent *platform.Agent, c *platform.Cluster, objects map[kube.Ref]map[string]any) dora.ClusterRecords {
	parent, _ := recordsIn(agent, objects[ref(agent.ParentRef, "$cluster", c.Name)])
	lent := len(agent.Records.Of[agent.UnitRef.Kind].Revision) == 0
	out := dora.ClusterRecords{Cluster: c.Name, Parent: parent, Lent: lent, Units: map[string][]dora.Remembered{}}
	for _, p := range c.Placements {
		unit, times := recordsIn(agent, objects[ref(agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name)])
		if lent {
			unit = parent.Lend(times)
		}
		name := p.Unit.Variant.Component.Name
		out.Units[name] = append(out.Units[name], unit)
	}
	return out
}

// recordsIn is what one object remembers. Times are those of one that names no
// commits: the last one, once everything is done.
func recordsIn(agent *platform.Agent, obj map[string]any) (out dora.Remembered, times []time.Time) {
	paths := agent.Records.Of[textAt(obj, "kind")]
	list, _ := at(obj, paths.List).([]any)
	out.Full = len(list) >= paths.Keeps
	all := true
	for _, e := range list {
		m, _ := e.(map[string]any)
		when := timeAt(m, paths.At).UTC()
		if when.IsZero() || paths.Done != nil && textAt(m, paths.Done.Path) != paths.Done.Value {
			all = false
			continue
		}
		times = append(times, when)
		for _, path := range paths.Revision {
			if commit := commitIn(at(m, path)); commit != "" {
				out.Records = append(out.Records, dora.Record{Commit: commit, At: when})
				break
			}
		}
	}
	if !all || len(times) == 0 {
		return out, nil
	}
	return out, []time.Time{slices.MaxFunc(times, time.Time.Compare)}
}
