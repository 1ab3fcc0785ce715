package bootstrap

import (
	"context"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// agentPart is what installs the agent or one of its companions.
type agentPart struct {
	manager   string // whose fields they are
	namespace string // of objects that name none
	objects   []map[string]any
}

// agentParts are the companions that Git installs on the host and then the
// agent. What hands control to Git is a companion's where there are any, and so
// they own themselves by its field manager.
func (s *session) agentParts(ctx context.Context, keep func(map[string]any) bool) ([]agentPart, error) {
	var out []agentPart
	for _, name := range append(slices.Clone(s.Agent.Companions), s.Agent.Component) {
		p, ok := s.host.Unit(name)
		part := agentPart{manager: s.Agent.FieldManager, namespace: s.Agent.Namespace}
		if name != s.Agent.Component {
			if !ok {
				continue
			}
			part = agentPart{manager: s.Agent.RootManager, namespace: p.Unit.Variant.Component.Namespace}
		}
		if !ok {
			return nil, fmt.Errorf("the platform does not install %s on %s", name, s.host.Name)
		}
		var err error
		if part.objects, err = s.unitObjects(ctx, p.Unit, keep); err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	return out, nil
}

// unitObjects renders a unit for the host as Git holds it: preflight proved
// that the folder and the rendered tree are equal, and push that Git has the
// folder.
func (s *session) unitObjects(ctx context.Context, u *platform.Unit, keep func(map[string]any) bool) ([]map[string]any, error) {
	objects := u.Objects
	var err error
	if u.Chart != nil {
		if objects, err = s.chartObjects(ctx, u); err != nil {
			return nil, err
		}
	}
	if u.Manifests != nil {
		if objects, err = s.manifestObjects(ctx, u.Manifests); err != nil {
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
