package bootstrap

import (
	"context"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// awaitGone waits for an object to go that is being deleted: what is written to
// it, or into it, would go with it.
func (s *session) awaitGone(ctx context.Context, r kube.Ref, ui StepUI) error {
	return kube.Wait(ctx, r.String()+" to be gone", poll, s.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		obj, err := s.find(ctx, r)
		if err != nil || obj == nil {
			return err == nil, "", err
		}
		why := kube.Deleting(obj)
		return why == "", why, nil
	})
}

// doomed says that the ground is being deleted on which the agent stands: its
// namespace or one of its kinds. Nothing that is missing is a cause before that.
func (e *engine) doomed(ctx context.Context) finding {
	if obj, err := e.host.Get(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: e.agent.Namespace}); err == nil {
		if why := kube.Deleting(obj); why != "" {
			return finding{account: kube.Account{Text: why}}
		}
	}
	definitions, err := e.host.List(ctx, kube.Ref{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition"}, kube.ListOptions{})
	if err != nil {
		return finding{}
	}
	for _, d := range definitions {
		if why := kube.Deleting(d); why != "" && slices.Contains(e.groups(), textAt(d, "spec.group")) {
			return finding{account: kube.Account{Text: why}}
		}
	}
	return finding{}
}

// onDoomedGround adds to an error that the ground is being deleted, where that is
// so: the API server's words are about what was refused. A wait says it itself.
func (s *session) onDoomedGround(ctx context.Context, err error) error {
	if s.kube == nil || IsTimeout(err) || ctx.Err() != nil {
		return err
	}
	if f := newWatcher(s).doomed(kube.Impatient(ctx)); f.found() {
		return CausedError{err, f.named()}
	}
	return err
}

// groups are those of the objects by which the agent says how it fares.
func (e *engine) groups() (out []string) {
	for _, r := range append(slices.Clone(e.agent.Chain), e.agent.SourceRef, e.agent.RootRef, e.agent.ParentRef, e.agent.UnitRef) {
		group, _, _ := strings.Cut(r.APIVersion, "/")
		out = append(out, group)
	}
	return out
}
