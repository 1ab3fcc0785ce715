package kube

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Unchanged tells whether applying the object would leave the live one as it is. It asks the server by a dry run, so
// defaults, webhooks and fields that other managers own count as they would for real. A change of mere ownership does
// not count.
func (c *Client) Unchanged(ctx context.Context, fieldManager string, obj map[string]any, opts ApplyOptions) (bool, error) {
	diff, err := c.Differences(ctx, fieldManager, obj, opts)
	return err == nil && len(diff) == 0, err
}

// Differences lists the paths, never the values, that applying the object would change; "." when it does not exist.
func (c *Client) Differences(ctx context.Context, fieldManager string, obj map[string]any, opts ApplyOptions) ([]string, error) {
	objs, err := prepare([]map[string]any{obj})
	if err != nil {
		return nil, err
	}
	if len(objs) != 1 {
		return nil, fmt.Errorf("compare %s: it holds %d objects, not one", RefOf(obj), len(objs))
	}
	where, r, err := c.place(ctx, objs[0], opts.Namespace)
	if err != nil {
		return nil, err
	}
	live, err := where.Get(ctx, r.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return []string{"."}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", r, err)
	}
	would, err := where.Apply(ctx, r.Name, &unstructured.Unstructured{Object: objs[0]},
		metav1.ApplyOptions{FieldManager: fieldManager, Force: opts.Force, DryRun: []string{metav1.DryRunAll}})
	if err != nil {
		return nil, applyError(r, err)
	}
	return differences(content(live.Object), content(would.Object)), nil
}

// content is the object without what the server counts and who owns what.
func content(obj map[string]any) map[string]any {
	out := maps.Clone(obj)
	meta, _ := obj["metadata"].(map[string]any)
	meta = maps.Clone(meta)
	for _, key := range []string{"managedFields", "resourceVersion", "generation"} {
		delete(meta, key)
	}
	out["metadata"] = meta
	return out
}

func differences(a, b any) []string {
	var out []string
	var walk func(path string, a, b any)
	walk = func(path string, a, b any) {
		x, isMapX := a.(map[string]any)
		y, isMapY := b.(map[string]any)
		if !isMapX || !isMapY {
			if !reflect.DeepEqual(a, b) {
				out = append(out, path)
			}
			return
		}
		keys := maps.Clone(x)
		maps.Copy(keys, y)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			walk(path+"."+key, x[key], y[key])
		}
	}
	walk("", a, b)
	return out
}
