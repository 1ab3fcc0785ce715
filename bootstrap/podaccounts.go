package bootstrap

import (
	"cmp"
	"context"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// allowPods lets the agent's pods run as the users that their images name, on a
// cluster whose vendor asks for that. Git does not know what a cluster is, so
// this is bootstrap's, and goes with the namespace.
func (s *session) allowPods(ctx context.Context) error {
	for _, o := range s.podBindings() {
		live, err := s.find(ctx, kube.RefOf(o))
		if err != nil {
			return err
		}
		if live != nil && contains(live, o) {
			continue
		}
		if _, err := s.kube.Apply(ctx, manager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
			return err
		}
	}
	return nil
}

// podBindings are one for each namespace of the agent and its companions.
func (s *session) podBindings() []map[string]any {
	role := ""
	for _, f := range s.flavours {
		role = cmp.Or(role, f.accounts)
	}
	if role == "" {
		return nil
	}
	var out []map[string]any
	for _, namespace := range slices.Sorted(slices.Values(agentNamespaces(s.Agent, s.host))) {
		out = append(out, map[string]any{
			"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
			"metadata": map[string]any{"name": "slipway-pods", "namespace": namespace, "labels": map[string]any{"app.kubernetes.io/managed-by": "slipway"}},
			"roleRef":  map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
			"subjects": []any{map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:serviceaccounts:" + namespace}},
		})
	}
	return out
}
