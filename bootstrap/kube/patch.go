package kube

import (
	"context"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Merge merges a change into an object, as kubectl edit and kubectl patch do; null removes a field.
func (c *Client) Merge(ctx context.Context, fieldManager string, r Ref, change map[string]any) error {
	return c.merge(ctx, fieldManager, r, change)
}

// MergeStatus does so with an object's status, and nothing else of it.
func (c *Client) MergeStatus(ctx context.Context, fieldManager string, r Ref, change map[string]any) error {
	return c.merge(ctx, fieldManager, r, map[string]any{"status": change}, "status")
}

func (c *Client) merge(ctx context.Context, fieldManager string, r Ref, change map[string]any, subresources ...string) error {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(change)
	if err != nil {
		return fmt.Errorf("change %s: %w", r, err)
	}
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	_, err = where.Patch(ctx, r.Name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: fieldManager}, subresources...)
	if apierrors.IsConflict(err) {
		err = ErrChanged
	}
	if err != nil {
		return fmt.Errorf("change %s: %w", r, known(err))
	}
	return nil
}
