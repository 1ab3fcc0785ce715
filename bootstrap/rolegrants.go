package bootstrap

import (
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// everything is what a cluster's administrator may do.
func everything() kube.Permission { return kube.Permission{Verb: "*", Group: "*", Resource: "*"} }

func bind(kind, namespace, name string) kube.Permission {
	return kube.PermissionOn("bind", kube.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: kind, Namespace: namespace, Name: name})
}

// roleGrants are what Kubernetes asks of whoever gives away permissions: the
// verb that says so, or to have them all.
func (p agentPart) roleGrants(g *grants, o map[string]any, r kube.Ref) {
	switch r.Kind {
	case "Role", "ClusterRole":
		g.add(kube.PermissionOn("escalate", r), allowedBy(o, r.Namespace)...)
	case "RoleBinding", "ClusterRoleBinding":
		to := kube.Ref{Kind: textAt(o, "roleRef.kind"), Name: textAt(o, "roleRef.name")}
		if to.Kind == "Role" {
			to.Namespace = r.Namespace
		}
		g.add(bind(to.Kind, to.Namespace, to.Name), p.roleAllows(to, r.Namespace)...)
	}
}

// roleAllows is what a role allows where it is bound: one that the part brings,
// or else anything.
func (p agentPart) roleAllows(role kube.Ref, namespace string) []kube.Permission {
	for _, o := range p.objects {
		if o["kind"] == role.Kind && textAt(o, "metadata.name") == role.Name {
			return allowedBy(o, namespace)
		}
	}
	return []kube.Permission{everything()}
}

// allowedBy takes a role's rules apart.
func allowedBy(role map[string]any, namespace string) []kube.Permission {
	var out []kube.Permission
	if role["aggregationRule"] != nil {
		out = append(out, everything())
	}
	rules, _ := role["rules"].([]any)
	for _, rule := range rules {
		rule, _ := rule.(map[string]any)
		for _, verb := range texts(rule["verbs"]) {
			for _, path := range texts(rule["nonResourceURLs"]) {
				out = append(out, kube.Permission{Verb: verb, Path: path})
			}
			out = append(out, allowedOn(rule, verb, namespace)...)
		}
	}
	return out
}

func allowedOn(rule map[string]any, verb, namespace string) (out []kube.Permission) {
	names := texts(rule["resourceNames"])
	if len(names) == 0 {
		names = []string{""}
	}
	for _, group := range texts(rule["apiGroups"]) {
		for _, resource := range texts(rule["resources"]) {
			resource, sub, _ := strings.Cut(resource, "/")
			for _, name := range names {
				out = append(out, kube.Permission{Verb: verb, Group: group, Resource: resource, Subresource: sub, Namespace: namespace, Name: name})
			}
		}
	}
	return out
}

func texts(list any) []string {
	var out []string
	elements, _ := list.([]any)
	for _, e := range elements {
		if text, ok := e.(string); ok {
			out = append(out, text)
		}
	}
	return out
}
