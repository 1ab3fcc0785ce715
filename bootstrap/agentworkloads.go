package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// selfHelp is how long an agent that manages itself has to get a workload ready
// before bootstrap does what the agent may not be able to.
const selfHelp = time.Minute

// awaitManaged waits for the workloads of an agent that manages itself. One that its
// own change keeps from running, or that is gone, cannot apply what would mend it, so
// what Git holds is applied as on the first day. A workload that somebody scaled to
// zero is as ready as it was asked to be, and stays so.
func (s *session) awaitManaged(ctx context.Context, ui StepUI) (string, error) {
	const asEver = "manages itself"
	late := s.awaitAgent(ctx, min(selfHelp, s.Timeout), ui)
	if !IsTimeout(late) || ctx.Err() != nil {
		return asEver, late
	}
	if rootRevision(s.Platform, s.host) != s.Platform.Repository.Branch {
		return asEver, s.awaitAgent(ctx, s.Timeout, ui) // this folder is not what Git holds for it
	}
	s.UI.Note("what Git holds for %s on %s is applied, as it does not get there by itself: %s", s.Agent.Title, s.host.Name, whyLate(late))
	switch err := s.bringBack(ctx, ui); {
	case kube.IsForbidden(err):
		s.UI.Note("that is for the agent to do, then, as bootstrap may not: %v", err)
		return asEver, s.awaitAgent(ctx, s.Timeout, ui)
	case err != nil:
		return "", errors.Join(err, late)
	}
	return "was not as Git has it, and was brought back", s.awaitAgent(ctx, s.Timeout, ui)
}

// bringBack applies the agent as where there is none.
func (s *session) bringBack(ctx context.Context, ui StepUI) error {
	if err := s.applyNamespaces(ctx, ui); err != nil {
		return err
	}
	if _, err := s.makeKnown(ctx, ui); err != nil {
		return err
	}
	return s.applyAgent(ctx)
}

// whyLate is the cause of a wait that took too long, or where none was found what it waited for.
func whyLate(err error) string {
	var caused CausedError
	if errors.As(err, &caused) && caused.Finding.Cause != "" {
		return caused.Finding.Cause
	}
	return err.Error()
}

// awaitAgent waits until each workload that Git holds for the agent and its
// companions has rolled out, each for so long at most.
func (s *session) awaitAgent(ctx context.Context, timeout time.Duration, ui StepUI) error {
	parts, err := s.agentParts(ctx, isWorkload)
	if err != nil {
		return err
	}
	for _, p := range parts {
		for _, o := range p.objects {
			r := kube.RefOf(o)
			r.Namespace = cmp.Or(r.Namespace, p.namespace)
			if err := s.awaitWorkload(ctx, r, timeout, ui); err != nil {
				return err
			}
		}
	}
	return nil
}

func isWorkload(o map[string]any) bool {
	switch o["kind"] {
	case "Deployment", "StatefulSet", "DaemonSet":
		return true
	}
	return false
}

// awaitWorkload waits until a workload has rolled out; when time runs out the
// error names the cause.
func (s *session) awaitWorkload(ctx context.Context, r kube.Ref, timeout time.Duration, ui StepUI) error {
	err := kube.Wait(ctx, r.String(), poll, timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		o, err := s.kube.Get(ctx, r)
		if errors.Is(err, kube.ErrNotFound) {
			return false, r.String() + " does not exist", nil
		}
		if err != nil {
			return false, "", err
		}
		ready, why := kube.Ready(o)
		return ready, why, nil
	})
	if !IsTimeout(err) {
		return err
	}
	if found, causeErr := kube.Cause(ctx, s.kube, r); causeErr == nil && found.Text != "" {
		return CausedError{err, finding{account: found}.named()}
	}
	return err
}
