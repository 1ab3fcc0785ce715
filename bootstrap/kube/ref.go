package kube

import "strings"

// Ref names one object, or with an empty Name a kind of object.
type Ref struct {
	APIVersion, Kind, Namespace, Name string
}

// RefOf is the reference to an object.
func RefOf(obj map[string]any) Ref {
	return Ref{
		APIVersion: text(obj, "apiVersion"),
		Kind:       text(obj, "kind"),
		Namespace:  text(obj, "metadata", "namespace"),
		Name:       text(obj, "metadata", "name"),
	}
}

// String is how people write it: "ConfigMap argocd/argocd-cm", "Namespace argocd".
func (r Ref) String() string {
	name := r.Name
	switch {
	case r.Namespace != "" && name != "":
		name = r.Namespace + "/" + name
	case r.Namespace != "":
		name = "in " + r.Namespace
	}
	return strings.TrimSpace(r.Kind + " " + name)
}

// group is the API group: "apps" of "apps/v1", "" of "v1".
func (r Ref) group() string {
	group, _, found := strings.Cut(r.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}
