package bootstrap

import (
	"context"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// poll is how often a wait looks again.
const poll = time.Second

// applyCRDs makes the agent's kinds known before anything uses them.
func applyCRDs(ctx context.Context, s *session, ui StepUI) (string, error) {
	if managed, err := s.managed(ctx); err != nil || managed {
		return "the agent manages itself", err
	}
	return s.makeKnown(ctx, ui)
}

// makeKnown applies those of the agent's kinds that are not there as Git has them,
// and says how many.
func (s *session) makeKnown(ctx context.Context, ui StepUI) (string, error) {
	given, err := s.provider.agentCRDs(ctx, ui.Waiting)
	if err != nil {
		return "", err
	}
	parts := []agentPart{{manager: s.Agent.FieldManager, objects: given}}
	if given == nil {
		if parts, err = s.agentParts(ctx, isCRD); err != nil {
			return "", err
		}
	}
	all, missing := 0, 0
	for _, p := range parts {
		all += len(p.objects)
		applied, err := s.applyMissing(ctx, p, ui)
		if err != nil {
			return "", err
		}
		missing += applied
	}
	if missing == 0 {
		return fmt.Sprintf("%d established already", all), nil
	}
	return fmt.Sprintf("%d of %d applied", missing, all), nil
}

// applyMissing applies objects that are not there as they should be, and returns
// how many: together, so that they are also waited for together.
func (s *session) applyMissing(ctx context.Context, p agentPart, ui StepUI) (int, error) {
	var missing []map[string]any
	for _, o := range p.objects {
		if err := s.awaitGone(ctx, kube.RefOf(o), ui); err != nil {
			return 0, err
		}
		same, err := s.kube.Unchanged(ctx, p.manager, o, kube.ApplyOptions{Force: true})
		if err != nil {
			return 0, err
		}
		if !same {
			missing = append(missing, o)
		}
	}
	applied, err := s.kube.Apply(ctx, p.manager, missing, kube.ApplyOptions{Force: true, Established: s.Timeout})
	return len(applied), err
}

func isCRD(o map[string]any) bool { return o["kind"] == "CustomResourceDefinition" }

// installAgent applies what Git holds for the agent's own component and its
// companions, under the field manager that the agent itself uses, and waits for every workload. Once
// the agent manages itself it changes through Git alone, for as long as it runs.
func installAgent(ctx context.Context, s *session, ui StepUI) (string, error) {
	managed, err := s.managed(ctx)
	if err != nil {
		return "", err
	}
	if !managed {
		if err := s.applyNamespaces(ctx, ui); err != nil {
			return "", err
		}
	}
	if err := s.allowPods(ctx); err != nil { // before the first pod
		return "", err
	}
	if err := s.agentAccess(ctx); err != nil {
		return "", err
	}
	if !managed {
		if err := s.applyAgent(ctx); err != nil {
			return "", err
		}
	}
	if err := s.provider.runAgent(ctx, s.host, ui.Waiting); err != nil {
		return "", err
	}
	if managed {
		return s.awaitManaged(ctx, ui)
	}
	return s.Agent.Title + " is running", s.awaitAgent(ctx, s.Timeout, ui)
}

// managed reports whether the object by which the agent manages itself is there,
// and stays.
func (s *session) managed(ctx context.Context) (bool, error) {
	self, err := s.find(ctx, ref(s.Agent.SelfRef, "$cluster", s.host.Name))
	return self != nil && kube.Deleting(self) == "", err
}

func (s *session) applyNamespaces(ctx context.Context, ui StepUI) error {
	for _, name := range s.Agent.OwnNamespaces() {
		if err := s.awaitGone(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: name}, ui); err != nil {
			return err
		}
		namespace := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}
		if _, err := s.kube.Apply(ctx, manager, []map[string]any{namespace}, kube.ApplyOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) applyAgent(ctx context.Context) error {
	if err := s.agentSecrets(ctx); err != nil {
		return err
	}
	parts, err := s.agentParts(ctx, func(o map[string]any) bool { return !isCRD(o) })
	if err != nil {
		return err
	}
	for _, p := range parts {
		if _, err := s.kube.Apply(ctx, p.manager, p.objects, kube.ApplyOptions{Force: true, Namespace: p.namespace}); err != nil {
			return err
		}
	}
	return nil
}
