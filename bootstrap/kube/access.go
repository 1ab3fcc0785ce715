package kube

import (
	"context"
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Permission is one thing to be allowed to do; an empty Namespace means in all of them.
type Permission struct {
	Verb, Group, Resource, Subresource, Namespace, Name string
}

// String is how people write it: "patch deployments.apps in argocd".
func (p Permission) String() string {
	var b strings.Builder
	b.WriteString(p.Verb + " " + p.Resource)
	if p.Group != "" {
		b.WriteString("." + p.Group)
	}
	if p.Subresource != "" {
		b.WriteString("/" + p.Subresource)
	}
	if p.Name != "" {
		b.WriteString(" " + p.Name)
	}
	if p.Namespace != "" {
		b.WriteString(" in " + p.Namespace)
	}
	return b.String()
}

// Allowed asks the server which of the permissions the current user lacks.
func (c *Client) Allowed(ctx context.Context, wanted []Permission) (missing []Permission, err error) {
	reviews := c.objects.Resource(schema.GroupVersionResource{
		Group: "authorization.k8s.io", Version: "v1", Resource: "selfsubjectaccessreviews",
	})
	for _, p := range wanted {
		answer, err := reviews.Create(ctx, &unstructured.Unstructured{Object: p.review()}, metav1.CreateOptions{})
		if err != nil {
			return nil, fmt.Errorf("ask whether one may %s: %w", p, err)
		}
		if !flag(answer.Object, "status", "allowed") {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

func (p Permission) review() map[string]any {
	return map[string]any{
		"apiVersion": "authorization.k8s.io/v1",
		"kind":       "SelfSubjectAccessReview",
		"spec": map[string]any{"resourceAttributes": map[string]any{
			"verb": p.Verb, "group": p.Group, "resource": p.Resource, "subresource": p.Subresource,
			"namespace": p.Namespace, "name": p.Name,
		}},
	}
}
