package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// poll is how often a wait looks again.
const poll = time.Second

// applyCRDs makes the agent's kinds known before anything uses them.
func applyCRDs(ctx context.Context, s *session, ui StepUI) (string, error) {
	crds, err := s.provider.agentCRDs(ctx, ui.Waiting)
	if err != nil {
		return "", err
	}
	if crds == nil {
		if crds, err = s.agentObjects(ctx, isCRD); err != nil {
			return "", err
		}
	}
	if managed, err := s.managed(ctx); err != nil || managed {
		return "the agent manages itself", err
	}
	missing := 0
	for _, crd := range crds {
		same, err := s.kube.Unchanged(ctx, s.Agent.FieldManager, crd, kube.ApplyOptions{Force: true})
		if err != nil {
			return "", err
		}
		if same {
			continue
		}
		missing++
		if _, err := s.kube.Apply(ctx, s.Agent.FieldManager, []map[string]any{crd}, kube.ApplyOptions{Force: true}); err != nil {
			return "", err
		}
	}
	if missing == 0 {
		return fmt.Sprintf("%d established already", len(crds)), nil
	}
	return fmt.Sprintf("%d of %d applied", missing, len(crds)), nil
}

func isCRD(o map[string]any) bool { return o["kind"] == "CustomResourceDefinition" }

// installAgent applies what Git holds for the agent's own component, under the
// field manager that the agent itself uses, and waits for every workload. Once
// the agent manages itself it changes through Git alone.
func installAgent(ctx context.Context, s *session, ui StepUI) (string, error) {
	managed, err := s.managed(ctx)
	if err != nil {
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
	objects, err := s.agentObjects(ctx, isWorkload)
	if err != nil {
		return "", err
	}
	for _, o := range objects {
		if err := s.awaitWorkload(ctx, kube.RefOf(o), ui); err != nil {
			return "", err
		}
	}
	if managed {
		return "manages itself", nil
	}
	return s.Agent.Title + " is running", nil
}

// managed reports whether the object by which the agent manages itself is there.
func (s *session) managed(ctx context.Context) (bool, error) {
	return s.kube.Exists(ctx, ref(s.Agent.SelfRef, "$cluster", s.host.Name))
}

func (s *session) applyAgent(ctx context.Context) error {
	for _, name := range append([]string{s.Agent.Namespace}, s.Agent.Namespaces...) {
		namespace := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}
		if _, err := s.kube.Apply(ctx, manager, []map[string]any{namespace}, kube.ApplyOptions{}); err != nil {
			return err
		}
	}
	if err := s.agentSecrets(ctx); err != nil {
		return err
	}
	objects, err := s.agentObjects(ctx, func(o map[string]any) bool { return !isCRD(o) })
	if err != nil {
		return err
	}
	_, err = s.kube.Apply(ctx, s.Agent.FieldManager, objects, kube.ApplyOptions{Force: true, Namespace: s.Agent.Namespace})
	return err
}

// agentObjects renders the unit that installs the agent on its host as Git
// holds it: preflight proved that the folder and the rendered tree are equal,
// and push that Git has the folder.
func (s *session) agentObjects(ctx context.Context, keep func(map[string]any) bool) ([]map[string]any, error) {
	p, ok := s.host.Unit(s.Agent.Component)
	if !ok {
		return nil, fmt.Errorf("the platform does not install %s on %s", s.Agent.Component, s.host.Name)
	}
	objects := p.Unit.Objects
	var err error
	if p.Unit.Chart != nil {
		if objects, err = s.chartObjects(ctx, p.Unit); err != nil {
			return nil, err
		}
	}
	if p.Unit.Manifests != nil {
		if objects, err = s.manifestObjects(ctx, p.Unit.Manifests); err != nil {
			return nil, err
		}
	}
	var out []map[string]any
	for _, o := range objects {
		if !keep(o) {
			continue
		}
		filled, err := platform.Substitute(s.Platform.Facts, o, s.host)
		if err != nil {
			return nil, fmt.Errorf("fill in facts: %w", err)
		}
		out = append(out, filled.(map[string]any))
	}
	return out, nil
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
func (s *session) awaitWorkload(ctx context.Context, r kube.Ref, ui StepUI) error {
	err := kube.Wait(ctx, r.String(), poll, s.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
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
	if cause, causeErr := s.kube.Cause(ctx, r); causeErr == nil && cause != "" {
		return fmt.Errorf("%w: %s", err, cause)
	}
	return err
}
