package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Cut says what to take out of an object's metadata. It never touches what the object asks for, so that no pod changes.
// Of all kinds, a Deployment alone counts a change of its annotations as a generation.
type Cut struct {
	Labels, Annotations []string // keys
	Managers            []string // field managers, who lose their fields; the fields stay
	Finalizers          bool     // all of them
	// Owners tells by their kind which objects no longer own it; nil for none.
	Owners func(group, kind string) bool
}

// Cut takes something out of the metadata of an object that was read. It says whether there was anything to take; the
// error is ErrChanged when the object is another than it was.
func (c *Client) Cut(ctx context.Context, m Meta, cut Cut) (bool, error) {
	change := cut.of(m)
	if len(change) == 0 {
		return false, nil
	}
	change["resourceVersion"] = m.meta.ResourceVersion
	patch, err := json.Marshal(map[string]any{"metadata": change})
	if err != nil {
		return false, fmt.Errorf("change %s: %w", m.Ref, err)
	}
	if err := c.mayWrite(ctx); err != nil {
		return true, err
	}
	_, err = c.metaOf(m).Patch(ctx, m.Name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: cutter})
	switch {
	case apierrors.IsNotFound(err), apierrors.IsConflict(err):
		return true, fmt.Errorf("change %s: %w", m.Ref, ErrChanged)
	case err != nil:
		return true, fmt.Errorf("change %s: %w", m.Ref, err)
	}
	return true, nil
}

// of is the change as a merge patch of the metadata.
func (cut Cut) of(m Meta) map[string]any {
	out := map[string]any{}
	if keys := present(m.Labels, cut.Labels); len(keys) > 0 {
		out["labels"] = keys
	}
	if keys := present(m.Annotations, cut.Annotations); len(keys) > 0 {
		out["annotations"] = keys
	}
	if cut.Finalizers && len(m.Finalizers) > 0 {
		out["finalizers"] = nil
	}
	owners := slices.DeleteFunc(slices.Clone(m.meta.OwnerReferences), func(o metav1.OwnerReference) bool {
		return cut.Owners != nil && cut.Owners(groupOf(o.APIVersion), o.Kind)
	})
	if len(owners) < len(m.meta.OwnerReferences) {
		out["ownerReferences"] = owners
	}
	fields := slices.DeleteFunc(slices.Clone(m.meta.ManagedFields), func(f metav1.ManagedFieldsEntry) bool {
		return slices.Contains(cut.Managers, f.Manager)
	})
	if len(fields) < len(m.meta.ManagedFields) {
		if len(fields) == 0 {
			fields = append(fields, nobody(m))
		}
		out["managedFields"] = fields
	}
	return out
}

// present are those of the keys that are there, each with nothing as its new value.
func present(have map[string]string, keys []string) map[string]any {
	out := map[string]any{}
	for _, key := range keys {
		if _, ok := have[key]; ok {
			out[key] = nil
		}
	}
	return out
}

const cutter = "slipway"

// nobody stands in for the last field manager of an object. Without any, the server would give all fields to one of its
// own invention when the next applies, and what that one then leaves out would stay for ever.
func nobody(m Meta) metav1.ManagedFieldsEntry {
	return metav1.ManagedFieldsEntry{
		Manager: cutter, Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: m.APIVersion,
		FieldsType: "FieldsV1", FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"f:metadata":{"f:labels":{}}}`)},
	}
}

// Scale sets how many replicas a Deployment or StatefulSet asks for.
func (c *Client) Scale(ctx context.Context, r Ref, replicas int) error {
	where, _, err := c.resource(ctx, r)
	if err != nil {
		return err
	}
	if err := c.mayWrite(ctx); err != nil {
		return err
	}
	patch := fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas)
	if _, err := where.Patch(ctx, r.Name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: cutter}); err != nil {
		return fmt.Errorf("scale %s: %w", r, known(err))
	}
	return nil
}

// Selector is a workload's selector of pods, in kubectl's notation; empty when it has none.
func Selector(workload map[string]any) string {
	labels, _ := field(workload, "spec", "selector", "matchLabels").(map[string]any)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, fmt.Sprintf("%s=%v", key, labels[key]))
	}
	return strings.Join(out, ",")
}
