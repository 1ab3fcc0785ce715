package kube

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ErrNotFound is what errors.Is finds when an object does not exist.
var ErrNotFound = errors.New("not found")

// ListOptions narrow a List; both are in kubectl's notation and may be empty.
type ListOptions struct {
	Labels, Fields string
}

// Propagation says what becomes of the objects that a deleted object owns.
type Propagation string

const (
	Background Propagation = "Background" // they are deleted too, a moment later
	Foreground Propagation = "Foreground" // they are deleted first
	Orphan     Propagation = "Orphan"     // they stay
)

const pageSize = 500

// Get reads one object.
func (c *Client) Get(ctx context.Context, r Ref) (map[string]any, error) {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return nil, err
	}
	obj, err := where.Get(ctx, r.Name, metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", r, known(err))
	}
	return obj.Object, nil
}

// Exists tells whether the object is there; a kind that the server does not know has no objects.
func (c *Client) Exists(ctx context.Context, r Ref) (bool, error) {
	_, err := c.Get(ctx, r)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrNoKind) {
		return false, nil
	}
	return err == nil, err
}

// List reads the objects of a kind in r.Namespace, or in every namespace when that is empty.
func (c *Client) List(ctx context.Context, r Ref, opts ListOptions) ([]map[string]any, error) {
	var out []map[string]any
	err := c.Each(ctx, r, opts, func(obj map[string]any) { out = append(out, obj) })
	return out, err
}

// Each shows the objects that List would return one after the other and holds no more than a page of them.
func (c *Client) Each(ctx context.Context, r Ref, opts ListOptions, show func(obj map[string]any)) error {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return err
	}
	page := metav1.ListOptions{LabelSelector: opts.Labels, FieldSelector: opts.Fields, Limit: pageSize}
	for {
		got, err := where.List(ctx, page)
		if err != nil {
			return fmt.Errorf("list %s: %w", r, err)
		}
		for _, item := range got.Items {
			show(item.Object)
		}
		if page.Continue = got.GetContinue(); page.Continue == "" {
			return nil
		}
	}
}

// Delete asks for an object's removal and does not wait for it; one that is already gone is a success.
func (c *Client) Delete(ctx context.Context, r Ref, owned Propagation) error {
	where, _, err := c.resource(ctx, r)
	if errors.Is(err, ErrNoKind) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	policy := metav1.DeletionPropagation(owned)
	err = where.Delete(ctx, r.Name, metav1.DeleteOptions{PropagationPolicy: &policy})
	if err != nil && !apierrors.IsNotFound(err) {
		return fmt.Errorf("delete %s: %w", r, err)
	}
	return nil
}

// known lets callers test for ErrNotFound without importing client-go.
func known(err error) error {
	if apierrors.IsNotFound(err) {
		return ErrNotFound
	}
	return err
}
