package lab

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// soon is how often what is being taken back is looked at: people wait for it.
const soon = 250 * time.Millisecond

// went is what was taken back before the agent is asked to follow.
type went struct {
	restored bool   // the clusters hold what they held: what the agent says is of the commit that Git holds again
	hears    string // the commit whose holders look by themselves, as the branch was there a moment ago; empty where none does
}

// settle waits until the agent holds what Git holds and has let go of the rest,
// and until what the exercise changed is as it was.
func (l *Lab) settle(ctx context.Context, e *exercise.Exercise, a *attempt, went went, waiting func(string)) error {
	opts, err := l.quiet()
	if err != nil {
		return err
	}
	opts = bootstrap.Briefly(opts)
	if err := bootstrap.Sync(ctx, opts, went.hears); err != nil {
		return err
	}
	w := l.world(a)
	var follows, urged time.Time // since when the agent is told what Git holds, and when it was urged last
	urge := func(ctx context.Context, how func(context.Context, bootstrap.Options) error) error {
		if time.Since(urged) < 2*soon { // it is at work, and each time does something
			return nil
		}
		urged = time.Now()
		return how(ctx, opts)
	}
	return kube.Wait(ctx, "the lab to be as it was", soon, l.Timeout, waiting, func(ctx context.Context) (bool, string, error) {
		r, err := bootstrap.LookOnce(ctx, opts)
		if ctx.Err() != nil {
			return false, "", nil // it says nothing of the lab
		}
		if err == nil && follows.IsZero() {
			if r.Follows() {
				follows = time.Now()
			}
			if !follows.IsZero() || opts.Agent.MakesNamespaces && r.Compares() {
				if held := w.endNamespaces(ctx, e, opts); held != nil {
					return false, held.Error(), nil
				}
			}
		}
		if held := w.hasten(ctx, e, opts); held != nil { // what is being put right may not answer yet
			return false, held.Error(), nil
		}
		if err != nil || !r.Kept {
			if held := errors.Join(bootstrap.FreeLingering(ctx, opts), bootstrap.EndRetries(ctx, opts), urge(ctx, bootstrap.Nudge)); held != nil {
				return false, held.Error(), nil
			}
			return false, because(r, err), nil
		}
		if since := time.Since(follows); !went.restored && !follows.IsZero() && since < time.Duration(opts.Agent.Notices)*time.Second {
			return false, opts.Agent.Title + " to notice the commit", nil // until then it says what was
		}
		for _, was := range a.Touched {
			if same, err := w.isAs(ctx, was, opts.Agent); err != nil || !same {
				return false, kube.RefOf(was).String() + " is not as it was", err
			}
		}
		name, err := bootstrap.Going(ctx, opts)
		if err != nil || name == "" {
			return name == "", "", err
		}
		if held := urge(ctx, bootstrap.Urge); held != nil {
			return false, held.Error(), nil
		}
		return false, name + " is on its way out", nil
	})
}

// foreground is the finalizer of an object that goes after what it owns, by its cluster's garbage collector
// (metav1.FinalizerDeleteDependents).
const foreground = "foregroundDeletion"

// hasten lets go what the clean-up names and an agent deletes in the foreground: a cluster's garbage collector
// learns of a new kind within half a minute only (k8s.io/kubernetes v1.36.3 cmd/kube-controller-manager/app/core.go,
// where its Sync is given 30 seconds), and until then keeps the objects of that kind which are to go.
func (w *world) hasten(ctx context.Context, e *exercise.Exercise, opts bootstrap.Options) error {
	return eachCleaned(e, opts, func(cluster string, r kube.Ref) error {
		o, err := w.Object(ctx, cluster, r.APIVersion, r.Kind, r.Namespace, r.Name)
		if err != nil || o == nil || kube.Deleting(o) == "" || !slices.Contains(kube.MetaOf(o).Finalizers, foreground) {
			return err
		}
		return w.delete(ctx, cluster, r) // in the background takes that finalizer off
	})
}

// endNamespaces begins to delete the namespaces that are to go, once no cluster is told to have them, or to make
// them for a unit: a cluster takes five seconds for each, and until then the agent lets go of the rest.
func (w *world) endNamespaces(ctx context.Context, e *exercise.Exercise, opts bootstrap.Options) error {
	return eachCleaned(e, opts, func(cluster string, r kube.Ref) error {
		if r.Kind != "Namespace" {
			return nil
		}
		return w.delete(ctx, cluster, r)
	})
}

func because(r *bootstrap.Report, err error) string {
	if err != nil {
		return err.Error()
	}
	return r.Cause
}
