package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/drift"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// witnessed is something that was seen on a cluster.
type witnessed struct {
	change *drift.Change
	// asleep is whether the agent leaves an object of its own alone; nil where that is not told.
	asleep *bool
	ref    kube.Ref
	own    bool // the object is the agent's own: what it says of units may be another now
}

// witness watches the objects of one cluster that the platform's units own, and
// the agent's own objects there.
type witness struct {
	agent   *platform.Agent
	cluster *platform.Cluster
	client  *kube.Client
	units   markPatterns
	tell    func(witnessed)

	began   time.Time
	kinds   watches
	defined chan struct{} // a kind may have come or gone
}

func newWitness(ctx context.Context, opts Options, c *platform.Cluster, tell func(witnessed)) (*witness, error) {
	units, err := compileMarks(opts.Agent.Traces.Units, c.Name)
	if err != nil {
		return nil, err
	}
	client, err := reach(ctx, opts, c)
	if err != nil {
		return nil, err
	}
	return &witness{agent: opts.Agent, cluster: c, client: client, units: units, tell: tell,
		began: time.Now(), defined: make(chan struct{}, 1)}, nil
}

// restless are kinds that controllers write again and again, and no unit holds.
func restless(kind string) bool {
	return slices.Contains([]string{"Lease", "Endpoints", "EndpointSlice", "ReplicaSet", "ControllerRevision", "Node"}, kind)
}

// start watches every kind that the cluster serves.
func (w *witness) start(ctx context.Context) error {
	kinds, err := w.client.Kinds(ctx, func(_, kind string) bool { return !restless(kind) })
	if err != nil {
		return fmt.Errorf("watch cluster %s: %w", w.cluster.Name, err)
	}
	for _, k := range kinds {
		w.kinds.begin(k, func() { _ = w.client.Watch(ctx, k, w.concerns, w.saw) })
	}
	return nil
}

// run watches kinds that come later as well, until ctx ends.
func (w *witness) run(ctx context.Context) {
	defer w.kinds.running.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.defined:
		}
		select { // definitions come many at a time
		case <-ctx.Done():
			return
		case <-time.After(poll):
		}
		_ = w.start(ctx) // else with the next definition
	}
}

// concerns tells whether the platform has to do with an object.
func (w *witness) concerns(obj map[string]any) bool { return w.owns(obj) || w.unit(obj) != "" }

func (w *witness) unit(obj map[string]any) string { return w.units.find(kube.MetaOf(obj))["unit"] }

// owns tells whether an object is one by which the agent reconciles.
func (w *witness) owns(obj map[string]any) bool {
	if !w.cluster.RunsAgent {
		return false
	}
	r := kube.RefOf(obj)
	for _, own := range append(slices.Clone(w.agent.Chain), w.agent.RootRef, w.agent.ParentRef, w.agent.UnitRef, w.agent.Suspend.Ref) {
		if own.Kind == r.Kind && own.APIVersion == r.APIVersion {
			return true
		}
	}
	return false
}

// saw tells of what somebody who learns has to see.
func (w *witness) saw(s kube.Seen) {
	last := s.After
	if last == nil {
		last = s.Before
	}
	if last["kind"] == "CustomResourceDefinition" {
		select {
		case w.defined <- struct{}{}:
		default: // it is known already
		}
	}
	known := w.concerns(last)
	if !known {
		return
	}
	out := witnessed{ref: kube.RefOf(last), own: w.owns(last)}
	if out.own {
		asleep := s.After != nil && contains(s.After, w.agent.Suspend.Merge)
		out.asleep = &asleep
	}
	if !s.First || w.isNews(last) {
		out.change = w.change(s, last)
	}
	w.tell(out)
}

// isNews tells whether an object was made since: that of a kind that came later may
// be there when its watch begins.
func (w *witness) isNews(obj map[string]any) bool {
	made, err := time.Parse(time.RFC3339, textAt(obj, "metadata.creationTimestamp"))
	return err == nil && made.After(w.began)
}

// change is what became of an object; nil where nothing did that Git has to do with.
func (w *witness) change(s kube.Seen, last map[string]any) *drift.Change {
	c := &drift.Change{Time: time.Now(), Cluster: w.cluster.Name, Unit: w.unit(last), Object: kube.RefOf(last).String(), What: drift.Changed}
	switch {
	case s.After == nil:
		c.What = drift.Deleted
		return c
	case s.Before == nil || !w.concerns(s.Before): // which may have had no mark yet
		c.What = drift.Made
	default:
		c.Fields = drift.Fields(s.Before, s.After, func(annotation string) bool { return Bookkeeping(w.agent, annotation) })
		if w.owns(last) {
			c.Fields = slices.DeleteFunc(c.Fields, func(f drift.Field) bool { return f.Of() != "spec" && f.Of() != "metadata" })
		}
		if len(c.Fields) == 0 {
			return nil
		}
	}
	c.By = drift.Writer(s.Before, s.After, c.Fields)
	c.Agent = w.writes(c.By)
	return c
}

// writes tells whether a field manager is the agent.
func (w *witness) writes(manager string) bool {
	return manager == w.agent.FieldManager || manager == w.agent.RootManager || slices.Contains(w.agent.Traces.Managers, manager)
}
