package kube

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/restmapper"
)

// Kind is a kind of object that can be listed, changed and deleted.
type Kind struct {
	Group, Version, Name string
	resource             schema.GroupVersionResource
	namespaced           bool
}

// Definition is the name that a CustomResourceDefinition of the kind has.
func (k Kind) Definition() string { return k.resource.Resource + "." + k.Group }

// Kinds lists the kinds that the server serves and keep wants, each in the version that the server
// prefers. Events are left out: there are many, and they are nobody's.
func (c *Client) Kinds(ctx context.Context, keep func(group, kind string) bool) ([]Kind, error) {
	out, _, err := c.Served(ctx, keep)
	return out, err
}

// Served are Kinds, and the groups that the server announces and that nobody answers for, such as those of another program
// behind it that is down: their kinds are not among the others. Measurements store nothing, and are left out.
func (c *Client) Served(ctx context.Context, keep func(group, kind string) bool) (out []Kind, silent []string, err error) {
	served, err := restmapper.GetAPIGroupResourcesWithContext(ctx, c.discovery)
	if err != nil {
		return nil, nil, fmt.Errorf("discover what %s serves: %w", c.server, err)
	}
	for _, g := range served {
		if !answers(g) && !strings.HasSuffix(g.Group.Name, "metrics.k8s.io") {
			silent = append(silent, g.Group.Name)
		}
		out = append(out, slices.DeleteFunc(kindsOf(g), func(k Kind) bool { return !keep(k.Group, k.Name) })...)
	}
	slices.SortFunc(out, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	slices.Sort(silent)
	return out, silent, nil
}

// answers reports whether the server knows what every version of a group has.
func answers(g *restmapper.APIGroupResources) bool {
	return !slices.ContainsFunc(g.Group.Versions, func(v metav1.GroupVersionForDiscovery) bool {
		_, answered := g.VersionedResources[v.Version]
		return !answered
	})
}

// kindsOf lists a group's kinds: what the preferred version has, and what only others have.
func kindsOf(g *restmapper.APIGroupResources) []Kind {
	var out []Kind
	for _, v := range slices.Concat([]metav1.GroupVersionForDiscovery{g.Group.PreferredVersion}, g.Group.Versions) {
		for _, r := range g.VersionedResources[v.Version] {
			known := slices.ContainsFunc(out, func(k Kind) bool { return k.resource.Resource == r.Name })
			if known || r.Kind == "Event" || !hasAll(r.Verbs, "list", "patch", "delete") {
				continue
			}
			at := schema.GroupVersionResource{Group: g.Group.Name, Version: v.Version, Resource: r.Name}
			out = append(out, Kind{g.Group.Name, v.Version, r.Kind, at, r.Namespaced})
		}
	}
	return out
}

func hasAll(verbs []string, wanted ...string) bool {
	return !slices.ContainsFunc(wanted, func(v string) bool { return !slices.Contains(verbs, v) })
}

// Meta is what an object says of itself, without what it asks for.
type Meta struct {
	Ref
	Labels, Annotations map[string]string
	Finalizers          []string
	Managers            []string // of its fields, each once
	Owners              []Owner
	kind                Kind
	meta                metav1.ObjectMeta
}

// Owner is the kind of an object that owns another: that one goes with the last of its owners.
type Owner struct{ Group, Kind, UID string }

// KindsOf are the kinds of some objects, each once.
func KindsOf(objects []Meta) []Kind {
	var out []Kind
	for _, m := range objects {
		if !slices.Contains(out, m.kind) {
			out = append(out, m.kind)
		}
	}
	return out
}

// EachMeta reads the metadata of every object of some kinds, in every namespace, page by page.
func (c *Client) EachMeta(ctx context.Context, kinds []Kind, visit func(Meta)) error {
	unlisted, err := c.EachListed(ctx, kinds, visit)
	if err == nil && len(unlisted) > 0 {
		err = fmt.Errorf("list %s: what converts its objects does not answer", unlisted[0].Definition())
	}
	return err
}

// EachListed is EachMeta that passes over kinds whose conversion nobody does any more, and returns them: of these not
// even a list can be had.
func (c *Client) EachListed(ctx context.Context, kinds []Kind, visit func(Meta)) (unlisted []Kind, err error) {
	for _, k := range kinds {
		err := c.eachOfKind(ctx, k, visit)
		switch {
		case err != nil && unconvertible(err.Error()):
			unlisted = append(unlisted, k)
		case err != nil:
			return nil, fmt.Errorf("list %s: %w", k.Name, err)
		}
	}
	return unlisted, nil
}

func (c *Client) eachOfKind(ctx context.Context, k Kind, visit func(Meta)) error {
	page := metav1.ListOptions{Limit: pageSize}
	for {
		got, err := c.metadata.Resource(k.resource).List(ctx, page)
		if apierrors.IsNotFound(err) || apierrors.IsMethodNotSupported(err) {
			return nil // its definition went meanwhile
		}
		if err != nil {
			return err
		}
		for _, item := range got.Items {
			visit(k.read(item.ObjectMeta))
		}
		if page.Continue = got.GetContinue(); page.Continue == "" {
			return nil
		}
	}
}

// MetaOf is what an object that was read in full says of itself; it is not enough to Cut or DeleteMeta it.
func MetaOf(obj map[string]any) Meta {
	u := unstructured.Unstructured{Object: obj}
	m := Meta{Ref: RefOf(obj), Labels: u.GetLabels(), Annotations: u.GetAnnotations(), Finalizers: u.GetFinalizers()}
	for _, f := range u.GetManagedFields() {
		if !slices.Contains(m.Managers, f.Manager) {
			m.Managers = append(m.Managers, f.Manager)
		}
	}
	return m
}

func (k Kind) read(meta metav1.ObjectMeta) Meta {
	version := schema.GroupVersion{Group: k.Group, Version: k.Version}.String()
	m := Meta{
		Ref:    Ref{APIVersion: version, Kind: k.Name, Namespace: meta.Namespace, Name: meta.Name},
		Labels: meta.Labels, Annotations: meta.Annotations, Finalizers: meta.Finalizers, kind: k, meta: meta,
	}
	for _, f := range meta.ManagedFields {
		if !slices.Contains(m.Managers, f.Manager) {
			m.Managers = append(m.Managers, f.Manager)
		}
	}
	for _, o := range meta.OwnerReferences {
		m.Owners = append(m.Owners, Owner{Group: groupOf(o.APIVersion), Kind: o.Kind, UID: string(o.UID)})
	}
	return m
}

func groupOf(apiVersion string) string { return Ref{APIVersion: apiVersion}.group() }

func (c *Client) metaOf(m Meta) metadata.ResourceInterface {
	if m.kind.namespaced {
		return c.metadata.Resource(m.kind.resource).Namespace(m.Namespace)
	}
	return c.metadata.Resource(m.kind.resource)
}

// DeleteMeta asks for the removal of an object that was read, unless another has taken its name since. What it owned is
// removed too, a moment later.
func (c *Client) DeleteMeta(ctx context.Context, m Meta) error {
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	policy := metav1.DeletePropagationBackground
	err := c.metaOf(m).Delete(ctx, m.Name, metav1.DeleteOptions{
		PropagationPolicy: &policy, Preconditions: &metav1.Preconditions{UID: &m.meta.UID},
	})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		return fmt.Errorf("delete %s: %w", m.Ref, err)
	}
	return nil
}

// Deleting tells whether its removal is under way.
func (m Meta) Deleting() bool { return m.meta.DeletionTimestamp != nil }

// Definition is the name that a CustomResourceDefinition of its kind has.
func (m Meta) Definition() string { return m.kind.Definition() }

// UID tells it from others that have had its name.
func (m Meta) UID() string { return string(m.meta.UID) }

// Unowned tells whether no other object owns it.
func (m Meta) Unowned() bool { return len(m.Owners) == 0 }

// ErrChanged is what errors.Is finds when an object changed, or went, since it was read.
var ErrChanged = errors.New("it has changed meanwhile")
