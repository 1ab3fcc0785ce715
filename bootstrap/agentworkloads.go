package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// selfHelp is how long an agent that manages itself has to get its own workloads
// ready before bootstrap does what the agent cannot.
const selfHelp = time.Minute

// awaitManaged waits for the workloads of an agent that manages itself. One that its
// own change or somebody's hand keeps from running cannot apply what would mend it,
// so what Git holds is applied as on the first day.
func (s *session) awaitManaged(ctx context.Context, ui StepUI) (string, error) {
	if err := s.awaitAgent(ctx, min(selfHelp, s.Timeout), ui); !IsTimeout(err) {
		return "manages itself", err
	}
	if err := s.applyNamespaces(ctx, ui); err != nil {
		return "", err
	}
	if _, err := s.makeKnown(ctx, ui); err != nil {
		return "", err
	}
	if err := s.applyAgent(ctx); err != nil {
		return "", err
	}
	return "did not run, and was brought back", s.awaitAgent(ctx, s.Timeout, ui)
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
