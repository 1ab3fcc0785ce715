package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"path"
	"reflect"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/render"
)

// applyRoot applies what hands control to Git. It is part of what the agent
// reads there, so it is applied only where the live one asks for something else.
func applyRoot(ctx context.Context, s *session, _ StepUI) (string, error) {
	objects, err := s.rootObjects()
	if err != nil {
		return "", err
	}
	if f := newWatcher(s).doomed(ctx); f.found() {
		return "", errors.New(f.account.Text) // the API server may take what would go with it
	}
	s.commit = s.pushed
	if err := s.resolveRings(ctx); err != nil {
		return "", err
	}
	if rootRevision(s.Platform, s.host) != s.Platform.Repository.Branch {
		if objects, err = s.follow(ctx, s.rootPath(), objects); err != nil {
			return "", err
		}
	}
	s.root, s.former = objects, map[kube.Ref]any{}
	changed, err := s.putRoot(ctx, func(r kube.Ref, asks any) bool {
		s.former[r] = asks
		return true
	})
	if err != nil {
		return "", err
	}
	if !changed {
		return "in place", nil
	}
	return "applied", nil
}

// putRoot applies those of the root's objects of which the live one asks for
// something else that may go, and reports whether there were any.
func (s *session) putRoot(ctx context.Context, mayGo func(r kube.Ref, asks any) bool) (changed bool, err error) {
	for _, o := range s.root {
		r := kube.RefOf(o)
		live, err := s.kube.Get(ctx, r)
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return changed, err
		}
		if err == nil && (contains(live["spec"], o["spec"]) || !mayGo(r, live["spec"])) {
			continue
		}
		if _, err := s.kube.Apply(ctx, s.Agent.RootManager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

// holdRoot has the agent look at the repository, and puts the root back where the
// agent took it back to what it was: it may be in the midst of applying an older
// commit, by which the repository has no credential or another address, and would
// never see the one that says so. What is neither that nor what it is to be is
// somebody else's, such as of a newer commit, and stays.
func (s *session) holdRoot(w *watcher) func(context.Context) error {
	looks := func(ctx context.Context) error { return w.refresh(ctx, s.sourceRef(), s.commit) }
	look := once(looks)
	return func(ctx context.Context) error {
		changed, err := s.putRoot(ctx, func(r kube.Ref, asks any) bool { return reflect.DeepEqual(asks, s.former[r]) })
		if err != nil {
			return err
		}
		if changed {
			look = once(looks)
		}
		return look(ctx)
	}
}

// rootPath is where the root stands in the repository's folder.
func (s *session) rootPath() string { return path.Join(render.Generated, s.rootFile()) }

// rootObjects are what the repository's folder hands control by.
func (s *session) rootObjects() ([]map[string]any, error) {
	file, ok := s.Tree.File(s.rootPath())
	if !ok {
		return nil, fmt.Errorf("the repository has no %s", s.rootPath())
	}
	return parse(file.Data)
}

// handOver waits until the agent has applied the pushed commit, and manages
// itself without drift.
func handOver(ctx context.Context, s *session, ui StepUI) (string, error) {
	w := newWatcher(s)
	root := awaited{ref: s.rootRef(), what: "the root", commit: s.commit, ask: s.holdRoot(w)}
	if err := w.awaitOne(ctx, root, ui); err != nil {
		return "", w.explain(ctx, err, s.host)
	}
	if err := s.standIn(ctx, ui); err != nil {
		return "", err
	}
	nudge, err := s.nudge(s.host)
	if err != nil {
		return "", err
	}
	if there, lacking := s.withRevision(); !slices.Contains(there, s.host) {
		return "", lacking
	}
	self := awaited{ref: ref(s.Agent.SelfRef, "$cluster", s.host.Name), what: "the agent's own component", commit: w.unitCommit(s.commitOf(s.host)), ask: nudge}
	if err := w.awaitOne(ctx, self, ui); err != nil {
		return "", w.explain(ctx, err, s.host)
	}
	return fmt.Sprintf("%s holds %s and manages itself", s.Agent.Title, short(s.commit)), nil
}
