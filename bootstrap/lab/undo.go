package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// cleanScripts runs the scripts of the clean-up, while Git is as the participant
// left it.
func (l *Lab) cleanScripts(ctx context.Context, e *exercise.Exercise, a *attempt) error {
	for _, s := range e.Cleanup {
		if s.Run != "" {
			if err := l.run(ctx, e, s.Run, a, io.Discard); err != nil {
				return err
			}
		}
	}
	return nil
}

// mend makes right what the setup made wrong, the last first.
func (l *Lab) mend(ctx context.Context, a *attempt) error {
	for _, f := range slices.Backward(a.Faults) {
		opts, err := l.Render()
		if err != nil {
			return err
		}
		opts.UI = silent{}
		if err := bootstrap.MendFault(ctx, opts, bootstrap.Fault(f)); err != nil {
			return fmt.Errorf("mend %s: %w", f.Kind, err)
		}
	}
	return nil
}

// dropStrays takes away clusters that were made since, and says so. known is whether the lab's own may know of them.
func (l *Lab) dropStrays(ctx context.Context, known bool) (told string, err error) {
	opts, err := l.quiet()
	if err != nil {
		return "", err
	}
	dropped, err := bootstrap.DropStrays(ctx, opts, known)
	if len(dropped) > 0 {
		told = "clusters that were made since are removed: " + strings.Join(dropped, ", ")
	}
	return told, err
}

// cleanObjects deletes what the setup made and what the clean-up names, and waits until it
// is gone: all of one kind together, as one kind may be made anew by who works for another.
func (l *Lab) cleanObjects(ctx context.Context, e *exercise.Exercise, a *attempt, waiting func(string)) error {
	opts, err := l.quiet()
	if err != nil {
		return err
	}
	for _, s := range e.Cleanup {
		if s.Run == "" && s.Delete == nil {
			if err := l.perform(ctx, e, s, a); err != nil {
				return err
			}
		}
		for _, cluster := range cleaned(s, opts) {
			a.Made = append([]made{{cluster, refOf(*s.Delete)}}, a.Made...)
		}
	}
	w := l.world(a)
	return kube.Wait(ctx, "what the exercise made to go", soon, l.Timeout, waiting, func(ctx context.Context) (bool, string, error) {
		left, kind := "", ""
		for _, m := range slices.Backward(a.Made) {
			if left != "" && m.Ref.Kind != kind {
				break
			}
			kind = m.Ref.Kind
			there, err := w.drop(ctx, m)
			if err != nil {
				return false, m.Ref.String() + " is still there", err
			}
			if there {
				left = m.Ref.String() + " is still there"
			}
		}
		return left == "", left, nil
	})
}

// cleaned are the clusters from which a step of a clean-up deletes an object: the one that it names, or all that the lab made.
func cleaned(s exercise.Step, opts bootstrap.Options) (names []string) {
	switch {
	case s.Delete == nil:
		return nil
	case s.Delete.Cluster != "":
		return []string{s.Delete.Cluster}
	}
	for _, c := range opts.Platform.Clusters {
		if _, err := os.Stat(kubeconfigIn(opts.StateDir, c.Name)); err == nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// eachCleaned shows what the clean-up deletes, on each cluster that it deletes it from.
func eachCleaned(e *exercise.Exercise, opts bootstrap.Options, show func(cluster string, r kube.Ref) error) error {
	for _, s := range e.Cleanup {
		for _, cluster := range cleaned(s, opts) {
			if err := show(cluster, refOf(*s.Delete)); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop deletes an object unless it is on its way out, and says whether it was there.
func (w *world) drop(ctx context.Context, m made) (there bool, err error) {
	o, err := w.Object(ctx, m.Cluster, m.Ref.APIVersion, m.Ref.Kind, m.Ref.Namespace, m.Ref.Name)
	if err != nil || o == nil {
		return false, err
	}
	if kube.Deleting(o) != "" {
		return true, nil
	}
	return true, w.delete(ctx, m.Cluster, m.Ref)
}

// delete asks for an object's removal, and for that of what it owns a moment later.
func (w *world) delete(ctx context.Context, cluster string, r kube.Ref) error {
	client, err := w.client(cluster)
	if err != nil {
		return err
	}
	return client.Delete(ctx, r, kube.Background)
}
