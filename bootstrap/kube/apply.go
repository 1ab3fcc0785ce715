package kube

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
)

// ApplyOptions say how Apply treats the objects.
type ApplyOptions struct {
	Namespace   string        // for namespaced objects that name none
	Force       bool          // take fields that another manager owns
	ConflictOK  bool          // leave objects with such fields as they are and report them as Conflicted
	Established time.Duration // how long CRDs may take to be served; a minute when zero
}

// Action is what applying did to an object.
type Action string

const (
	Created    Action = "created"
	Changed    Action = "changed"
	Unchanged  Action = "unchanged"
	Conflicted Action = "conflicted"
)

// Applied is the outcome for one object.
type Applied struct {
	Ref      Ref
	Action   Action
	Conflict *ConflictError // set when Action is Conflicted
}

// Apply applies the objects server-side under fieldManager: namespaces first, then CRDs, which are waited for, then the
// rest by kind and name. It stops at the first error and returns what was done until then. The objects are not changed.
func (c *Client) Apply(ctx context.Context, fieldManager string, objs []map[string]any, opts ApplyOptions) ([]Applied, error) {
	objs, err := prepare(objs)
	if err != nil {
		return nil, err
	}
	var done []Applied
	for _, stage := range stages(objs) {
		for _, obj := range stage {
			one, err := c.applyOne(ctx, fieldManager, obj, opts)
			if err != nil {
				return done, err
			}
			done = append(done, one)
		}
		if err := c.awaitCRDs(ctx, stage, opts.Established); err != nil {
			return done, err
		}
	}
	return done, nil
}

// ApplyStatus applies an object's status, and nothing else of it, server-side under fieldManager.
func (c *Client) ApplyStatus(ctx context.Context, fieldManager string, obj map[string]any) error {
	objs, err := prepare([]map[string]any{obj})
	if err != nil {
		return err
	}
	where, r, err := c.place(ctx, objs[0], "")
	if err != nil {
		return err
	}
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	_, err = where.ApplyStatus(ctx, r.Name, &unstructured.Unstructured{Object: objs[0]}, metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	if err != nil {
		return fmt.Errorf("write status of %s: %w", r, err)
	}
	return nil
}

func (c *Client) applyOne(ctx context.Context, fieldManager string, obj map[string]any, opts ApplyOptions) (Applied, error) {
	where, r, err := c.place(ctx, obj, opts.Namespace)
	if err != nil {
		return Applied{}, err
	}
	before, err := where.Get(ctx, r.Name, metav1.GetOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return Applied{}, fmt.Errorf("get %s: %w", r, err)
	}
	if err := c.mayWrite(ctx); err != nil {
		return Applied{}, err
	}
	after, err := where.Apply(ctx, r.Name, &unstructured.Unstructured{Object: obj},
		metav1.ApplyOptions{FieldManager: fieldManager, Force: opts.Force})
	if err != nil {
		err = applyError(r, err)
		var conflict *ConflictError
		if opts.ConflictOK && errors.As(err, &conflict) {
			return Applied{Ref: r, Action: Conflicted, Conflict: conflict}, nil
		}
		return Applied{}, err
	}
	action := Changed
	switch {
	case before == nil || before.GetUID() != after.GetUID():
		action = Created
	case before.GetResourceVersion() == after.GetResourceVersion(), sameButStatus(before.Object, after.Object):
		action = Unchanged
	}
	return Applied{Ref: r, Action: action}, nil
}

// sameButStatus tells our change from one that a controller made between the two reads.
func sameButStatus(before, after map[string]any) bool {
	return !slices.ContainsFunc(differences(content(before), content(after)), func(path string) bool {
		return path != ".status" && !strings.HasPrefix(path, ".status.")
	})
}

// place finds where an object goes and makes its namespace fit the kind's scope: charts leave out the release's
// namespace and sometimes give one to objects that have none.
func (c *Client) place(ctx context.Context, obj map[string]any, namespace string) (dynamic.ResourceInterface, Ref, error) {
	r := RefOf(obj)
	if r.Namespace == "" {
		r.Namespace = namespace
	}
	where, namespaced, err := c.resource(ctx, r)
	if err != nil {
		return nil, r, err
	}
	meta, _ := obj["metadata"].(map[string]any)
	switch {
	case !namespaced:
		delete(meta, "namespace")
		r.Namespace = ""
	case r.Namespace == "":
		return nil, r, fmt.Errorf("%s has no namespace", r)
	default:
		meta["namespace"] = r.Namespace
	}
	return where, r, nil
}
