package load

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

const (
	networking   = "networking.k8s.io"
	keepsApart   = "what keeps tenants apart"
	leavesBounds = "remove it: with it the tenant could leave its bounds"
)

// tenants: what one has, no other may have, and nothing of it is the platform's.
func (r *inputRules) tenants() {
	names := make([]string, len(r.Spec.Tenants))
	owner := map[string][]any{}
	for i, t := range r.Spec.Tenants {
		names[i] = t.Name
		r.tenantRepository(t, i)
		for n, namespace := range t.Namespaces {
			at := []any{"spec", "tenants", i, "namespaces", n}
			if strings.HasPrefix(namespace, "kube-") || namespace == "default" {
				r.add(fmt.Sprintf("%q is Kubernetes' own", namespace), "give the tenant another namespace", at...)
			}
			if other, ok := owner[namespace]; ok {
				r.add(fmt.Sprintf("namespace %q is listed twice", namespace),
					"a namespace belongs to one tenant; the other is at "+r.at(other...).String(), at...)
				continue
			}
			owner[namespace] = at
		}
		for n, kind := range t.Kinds {
			if why := platformsOwn(kind); why != "" {
				r.add(kind.Kind+" is "+why, leavesBounds, "spec", "tenants", i, "kinds", n, "kind")
			} else if kind.Group == networking && kind.Resource == "networkpolicies" { // permissions go by that, whatever the kind is called
				r.add(kind.Resource+" are "+keepsApart, leavesBounds, "spec", "tenants", i, "kinds", n, "resource")
			}
		}
	}
	r.unique("tenant", "tenants", names)
}

// platformsOwn says why no tenant may have a kind; empty where one may.
func platformsOwn(k platform.TenantKind) string {
	for group, why := range map[string]string{
		"rbac.authorization.k8s.io":    "what permissions are made of",
		"admissionregistration.k8s.io": "what the API server asks about everybody's objects",
		"apiextensions.k8s.io":         "for the whole cluster",
		"cilium.io":                    keepsApart, // a policy of theirs adds to what Kubernetes' own allow
		"projectcalico.org":            keepsApart,
		"crd.projectcalico.org":        keepsApart,
		"argoproj.io":                  "an order to the agent",
		"kustomize.toolkit.fluxcd.io":  "an order to the agent",
		"helm.toolkit.fluxcd.io":       "an order to the agent",
		"source.toolkit.fluxcd.io":     "an order to the agent",
		"config.projectsveltos.io":     "an order to the agent",
		"lib.projectsveltos.io":        "an order to the agent",
	} {
		if k.Group == group {
			return why
		}
	}
	if k.Group == networking && strings.EqualFold(k.Kind, "NetworkPolicy") {
		return keepsApart
	}
	return ""
}

// tenantRepository: who may push to the platform's own controls the clusters,
// and a credential is given to nothing that it is not for.
func (r *inputRules) tenantRepository(t platform.Tenant, i int) {
	at := func(field string) []any { return []any{"spec", "tenants", i, "repository", field} }
	address := t.Repository.URL
	if oneRepository(address, r.Spec.Repository.URL) {
		r.add("is the platform's own repository: who may push there controls every cluster", "give the tenant a repository of its own", at("url")...)
	}
	if strings.ContainsAny(address, "*{}!") {
		r.add("holds a character that Argo CD takes for a pattern (got "+inputQuote(address)+")", "it is one of * { } !", at("url")...)
	}
	if t.Repository.Credential == "" {
		return
	}
	var names []string
	for _, c := range r.Spec.Credentials {
		names = append(names, c.Name)
	}
	n := slices.Index(names, t.Repository.Credential)
	if n < 0 {
		r.add(fmt.Sprintf("there is no credential %q", t.Repository.Credential), problem.Suggest(t.Repository.Credential, names, "declare it under spec.credentials"), at("credential")...)
		return
	}
	switch c := r.Spec.Credentials[n]; {
	case c.Kind != "git":
		r.add(fmt.Sprintf("credential %s is of kind %s", c.Name, c.Kind), "a repository is read with one of kind git", at("credential")...)
	case !c.Covers(address):
		r.add(fmt.Sprintf("credential %s is for %s", c.Name, c.URL), "declare another for the tenant's repository", at("credential")...)
	}
}

// oneRepository is whether two addresses lead to one repository, whoever asks and by whichever protocol. Two ports of one
// protocol are two servers.
func oneRepository(a, b string) bool {
	one, errOne := url.Parse(strings.ToLower(a))
	two, errTwo := url.Parse(strings.ToLower(b))
	if errOne != nil || errTwo != nil {
		return a == b
	}
	path := func(u *url.URL) string {
		return strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git")
	}
	return one.Hostname() == two.Hostname() && path(one) == path(two) && (one.Scheme != two.Scheme || portOf(one) == portOf(two))
}

func portOf(u *url.URL) string {
	usual := map[string]string{"https": "443", "http": "80", "ssh": "22"}
	return cmp.Or(u.Port(), usual[u.Scheme])
}
