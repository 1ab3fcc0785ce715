package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// componentSecrets makes what components say that bootstrap makes: random text
// that belongs in no repository. A cluster that cannot be reached from here is
// named, not failed: the agent reaches it, and somebody else can make them.
func (s *session) componentSecrets(ctx context.Context) (needed, filled int, err error) {
	for _, c := range s.driven() {
		needs := secretNeeds(c, s.Agent.Component)
		if len(needs) == 0 {
			continue
		}
		client := s.kube
		if c != s.host {
			if client, err = reach(ctx, s.Options, c); err != nil {
				s.UI.Note("cluster %s cannot be reached from here; make its secrets there: %v", c.Name, err)
				continue
			}
		}
		for _, n := range needs {
			made, err := fillNeed(ctx, client, n)
			if err != nil {
				return needed, filled, err
			}
			needed++
			if made {
				filled++
			}
		}
	}
	return needed, filled, nil
}

// secretNeeds are the secrets on a cluster that bootstrap makes, less the
// agent's own, which were needed earlier.
func secretNeeds(c *platform.Cluster, agent string) []platform.SecretNeed {
	var out []platform.SecretNeed
	for _, p := range c.Placements {
		v := p.Unit.Variant
		if v.Component.Name == agent || p.Unit != v.Units[0] {
			continue
		}
		for _, n := range v.Secrets {
			if n.By == "bootstrap" {
				if n.Namespace == "" {
					n.Namespace = v.Component.Namespace
				}
				out = append(out, n)
			}
		}
	}
	return out
}

// fillNeed makes a secret's namespace first: the component that will own it is
// not there yet.
func fillNeed(ctx context.Context, client *kube.Client, n platform.SecretNeed) (bool, error) {
	if err := ensureNamespace(ctx, client, n.Namespace); err != nil {
		return false, err
	}
	return fillSecret(ctx, client, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: n.Namespace, Name: n.Name}, nil, n.Keys)
}

// ensureNamespace makes a namespace that is not there.
func ensureNamespace(ctx context.Context, client *kube.Client, name string) error {
	there, err := client.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: name})
	if err != nil || there {
		return err
	}
	object := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}
	_, err = client.Apply(ctx, manager, []map[string]any{object}, kube.ApplyOptions{})
	return err
}
