package bootstrap

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// watcher reads what the agent says of what it reconciles.
type watcher struct {
	engine
	kube    *kube.Client // the cluster that runs the agent
	timeout time.Duration
	units   int // of all clusters that the agent drives
}

func newWatcher(s *session) *watcher {
	units := 0
	for _, c := range s.driven() {
		units += len(c.Placements)
	}
	reached := map[string]kube.Reader{}
	return &watcher{kube: s.kube, timeout: s.Timeout, units: units, engine: engine{
		agent: s.Agent, host: s.kube, again: secondLooks,
		still: func(ctx context.Context) cause.Finding { return agentStill(ctx, s) },
		on: func(ctx context.Context, c *platform.Cluster) (kube.Reader, error) {
			if client, ok := reached[c.Name]; ok {
				return client, nil
			}
			client, err := reach(ctx, s.Options, c)
			if err != nil {
				return nil, err
			}
			reached[c.Name] = client
			return client, nil
		},
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
	return annotate(ctx, w.kube, r, map[string]any{annotation.Key: strings.ReplaceAll(annotation.Value, "$commit", commit)})
}

// annotate makes these the only annotations on an object that are bootstrap's.
func annotate(ctx context.Context, client *kube.Client, r kube.Ref, annotations map[string]any) error {
	return annotateThis(ctx, client, r, "", annotations)
}

// annotateThis does so on the object with that uid: without one it would be made where there is none.
func annotateThis(ctx context.Context, client *kube.Client, r kube.Ref, uid string, annotations map[string]any) error {
	meta := map[string]any{"name": r.Name, "namespace": r.Namespace}
	if uid != "" {
		meta["uid"] = uid
	}
	if len(annotations) > 0 { // else bootstrap would be left as the owner of none
		meta["annotations"] = annotations
	}
	_, err := client.Apply(ctx, manager, []map[string]any{{"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": meta}}, kube.ApplyOptions{Force: true})
	return err
}

// awaited is an object to wait for.
type awaited struct {
	ref      kube.Ref
	what     string // for people
	commit   string // that it must be at, empty for any
	optional bool   // it need not be there
	// ask makes the agent look at it, for as long as it is not in order; nil where nobody has to.
	ask func(context.Context) error
}

// await waits for the object whose turn it is on a lookout to be in order, and
// reports whether it is there.
func (w *watcher) await(ctx context.Context, l *lookout, a awaited, ui StepUI) (there bool, err error) {
	fresh := false
	err = kube.Wait(ctx, a.what, poll, w.timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		v, err := l.verdict(ctx, a.ref, fresh)
		if err != nil {
			return false, "", err
		}
		fresh, there = true, v != missing()
		if v.good() && v.is(a.commit) || !there && a.optional {
			return true, "", nil
		}
		if a.ask != nil {
			err = a.ask(ctx)
		}
		return false, a.what + ": " + a.lacks(v), err
	})
	if err == nil {
		l.next()
	}
	return there, err
}

// lacks says what a verdict lacks.
func (a awaited) lacks(v Verdict) string {
	switch {
	case v == missing():
		return a.ref.String() + " does not exist yet"
	case !v.good():
		return v.String()
	}
	return fmt.Sprintf("at %s, not yet at %s", short(v.Commit), short(a.commit))
}

// awaitOne waits for an object by itself.
func (w *watcher) awaitOne(ctx context.Context, a awaited, ui StepUI) error {
	_, err := w.await(ctx, &lookout{w: w, left: []kube.Ref{a.ref}}, a, ui)
	return err
}

// once is a question that is asked until it was taken.
func once(ask func(context.Context) error) func(context.Context) error {
	asked := false
	return func(ctx context.Context) error {
		if asked {
			return nil
		}
		err := ask(ctx)
		asked = err == nil
		return err
	}
}

// unitCommit is the commit at which a unit must be: none where the agent's
// objects for units do not name one.
func (w *watcher) unitCommit(commit string) string {
	if w.agent.StatusFor(w.agent.UnitRef.Kind).UnitRevision {
		return commit
	}
	return ""
}
