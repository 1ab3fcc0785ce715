package kube

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Permission is one thing to be allowed to do; an empty Namespace means in all of them. With a Path it is about that
// and not about a resource.
type Permission struct {
	Verb, Group, Resource, Subresource, Namespace, Name, Path string
}

// PermissionOn is what a verb on an object needs; where it has no name, on all objects of its kind.
func PermissionOn(verb string, r Ref) Permission {
	gv, _ := schema.ParseGroupVersion(r.APIVersion)
	// Also of kinds that the server is yet to learn; no kind that anybody ships is spelled otherwise.
	plural, _ := meta.UnsafeGuessKindToResource(gv.WithKind(r.Kind))
	return Permission{Verb: verb, Group: gv.Group, Resource: plural.Resource, Namespace: r.Namespace, Name: r.Name}
}

// String is how people write it: "patch deployments.apps in argocd".
func (p Permission) String() string {
	var b strings.Builder
	b.WriteString(p.Verb + " " + p.Resource + p.Path)
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

// asked is how many permissions are asked for at a time.
const asked = 8

// Allowed asks the server which of the permissions the current user lacks.
func (c *Client) Allowed(ctx context.Context, wanted []Permission) (missing []Permission, err error) {
	reviews := c.objects.Resource(schema.GroupVersionResource{
		Group: "authorization.k8s.io", Version: "v1", Resource: "selfsubjectaccessreviews",
	})
	allowed := make([]bool, len(wanted))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(asked)
	for i, p := range wanted {
		g.Go(func() error {
			answer, err := reviews.Create(ctx, &unstructured.Unstructured{Object: p.review()}, metav1.CreateOptions{})
			if err != nil {
				return fmt.Errorf("ask whether one may %s: %w", p, err)
			}
			allowed[i] = flag(answer.Object, "status", "allowed")
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i, p := range wanted {
		if !allowed[i] {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

func (p Permission) review() map[string]any {
	spec := map[string]any{"resourceAttributes": map[string]any{
		"verb": p.Verb, "group": p.Group, "resource": p.Resource, "subresource": p.Subresource,
		"namespace": p.Namespace, "name": p.Name,
	}}
	if p.Path != "" {
		spec = map[string]any{"nonResourceAttributes": map[string]any{"verb": p.Verb, "path": p.Path}}
	}
	return map[string]any{"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": spec}
}
