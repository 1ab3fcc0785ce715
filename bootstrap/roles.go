package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/problem"
)

// ClusterRoles are the objects that allow somebody to run bootstrap on a
// cluster, and nothing else there.
type ClusterRoles struct {
	Cluster string
	Objects []map[string]any
}

// roleName is what the roles and their bindings are called.
const roleName = "slipway-bootstrap"

// Roles are what allows a subject all that bootstrap does to begin, on every
// cluster that it would reach. It reads the clusters and changes nothing.
func Roles(ctx context.Context, opts Options, subject string) ([]ClusterRoles, error) {
	who, err := subjectOf(subject)
	if err != nil {
		return nil, err
	}
	hosts, err := hostsOf(opts)
	if err != nil {
		return nil, err
	}
	var out []ClusterRoles
	for _, host := range hosts {
		s, err := newSession(opts, host)
		if err != nil {
			return nil, err
		}
		if s.kube, err = reach(ctx, opts, host); err != nil {
			return nil, err
		}
		version, err := s.kube.Version(ctx)
		if err != nil {
			return nil, err
		}
		if err := s.lookForFlavours(ctx, version); err != nil {
			return nil, err
		}
		g, err := s.hostGrants(ctx, false)
		if err != nil {
			return nil, err
		}
		out = append(out, ClusterRoles{host.Name, rolesFor(g, who)})
		for _, c := range s.reachedSpokes() {
			out = append(out, ClusterRoles{c.Name, rolesFor(s.spokeGrants(c), who)})
		}
	}
	return out, nil
}

// subjectOf reads user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME.
func subjectOf(text string) (map[string]any, error) {
	kind, name, _ := strings.Cut(text, ":")
	const group = "rbac.authorization.k8s.io"
	switch namespace, account, _ := strings.Cut(name, ":"); {
	case kind == "user" && name != "":
		return map[string]any{"apiGroup": group, "kind": "User", "name": name}, nil
	case kind == "group" && name != "":
		return map[string]any{"apiGroup": group, "kind": "Group", "name": name}, nil
	case kind == "serviceaccount" && namespace != "" && account != "":
		return map[string]any{"kind": "ServiceAccount", "namespace": namespace, "name": account}, nil
	}
	return nil, problem.Problems{{Message: fmt.Sprintf("%q is no subject", text), Hint: "write user:NAME, group:NAME or serviceaccount:NAMESPACE:NAME"}}
}

func rolesFor(g grants, subject map[string]any) []map[string]any {
	in := map[string][]kube.Permission{}
	for _, one := range g.list {
		in[one.Namespace] = append(in[one.Namespace], one.Permission)
	}
	var namespaces, roles []map[string]any
	for _, namespace := range slices.Sorted(maps.Keys(in)) {
		meta := map[string]any{"name": roleName}
		kind := "ClusterRole"
		if namespace != "" {
			kind, meta["namespace"] = "Role", namespace
			if namespace != recordRef.Namespace {
				namespaces = append(namespaces, map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": namespace}})
			}
		}
		roles = append(roles,
			map[string]any{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": meta, "rules": rulesFor(in[namespace])},
			map[string]any{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind + "Binding", "metadata": maps.Clone(meta),
				"roleRef":  map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": roleName},
				"subjects": []any{subject}})
	}
	return append(namespaces, roles...)
}

// rulesFor has one rule for each kind, and one for each object that is named.
func rulesFor(permissions []kube.Permission) []any {
	verbs := map[kube.Permission][]any{}
	for _, p := range permissions {
		key := p
		key.Verb = ""
		verbs[key] = append(verbs[key], p.Verb)
	}
	keys := slices.SortedFunc(maps.Keys(verbs), func(a, b kube.Permission) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Subresource, b.Subresource), cmp.Compare(a.Name, b.Name))
	})
	var out []any
	for _, key := range keys {
		resource := key.Resource
		if key.Subresource != "" {
			resource += "/" + key.Subresource
		}
		rule := map[string]any{"apiGroups": []any{key.Group}, "resources": []any{resource}, "verbs": verbs[key]}
		if key.Name != "" {
			rule["resourceNames"] = []any{key.Name}
		}
		out = append(out, rule)
	}
	return out
}
