package kube

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// Lease is one of coordination.k8s.io as it was read; the zero value is one that is not there.
type Lease struct {
	Holder  string
	Renewed string // when, by the holder's clock: to see that it changes, not to compare with another clock
	For     time.Duration
	uid     types.UID
	version string
}

// Same is whether two readings are of one Lease, and not of one that was made after the other had gone.
func (l Lease) Same(other Lease) bool { return l.uid == other.uid }

// Lease reads a Lease.
func (c *Client) Lease(ctx context.Context, r Ref) (Lease, error) {
	obj, err := c.Get(ctx, r)
	if errors.Is(err, ErrNotFound) {
		return Lease{}, nil
	}
	if err != nil {
		return Lease{}, err
	}
	return leaseOf(obj), nil
}

func leaseOf(obj map[string]any) Lease {
	return Lease{
		Holder: text(obj, "spec", "holderIdentity"), Renewed: text(obj, "spec", "renewTime"),
		For: time.Duration(number(obj, "spec", "leaseDurationSeconds")) * time.Second,
		uid: types.UID(text(obj, "metadata", "uid")), version: text(obj, "metadata", "resourceVersion"),
	}
}

// TakeLease makes, takes over or renews a Lease, if it still is as it was read; the error is ErrChanged when it is not.
// It is no write in the sense of BeforeWrite.
func (c *Client) TakeLease(ctx context.Context, r Ref, was Lease, holder string, span time.Duration) (Lease, error) {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return Lease{}, err
	}
	meta := map[string]any{"name": r.Name, "namespace": r.Namespace}
	put := func(o *unstructured.Unstructured) (*unstructured.Unstructured, error) {
		return where.Create(ctx, o, metav1.CreateOptions{FieldManager: cutter})
	}
	if was.version != "" {
		meta["resourceVersion"] = was.version
		put = func(o *unstructured.Unstructured) (*unstructured.Unstructured, error) {
			return where.Update(ctx, o, metav1.UpdateOptions{FieldManager: cutter})
		}
	}
	now, err := put(&unstructured.Unstructured{Object: map[string]any{
		"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": meta,
		"spec": map[string]any{
			"holderIdentity": holder, "renewTime": time.Now().UTC().Format(metav1.RFC3339Micro), "leaseDurationSeconds": int64(span / time.Second),
		},
	}})
	switch {
	case apierrors.IsAlreadyExists(err), apierrors.IsConflict(err), apierrors.IsNotFound(err) && was.version != "":
		return Lease{}, fmt.Errorf("take %s: %w", r, ErrChanged)
	case err != nil:
		return Lease{}, fmt.Errorf("take %s: %w", r, err)
	}
	return leaseOf(now.Object), nil
}

// DropLease removes a Lease, if it still is as it was read.
func (c *Client) DropLease(ctx context.Context, r Ref, was Lease) error {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return err
	}
	err = where.Delete(ctx, r.Name, metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &was.uid, ResourceVersion: &was.version}})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		return fmt.Errorf("delete %s: %w", r, err)
	}
	return nil
}
