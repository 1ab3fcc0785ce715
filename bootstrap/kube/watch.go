package kube

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/cache"
	"k8s.io/klog/v2"
)

// Seen is what became of an object that is watched: Before is nil where it is new, and After where it is gone.
type Seen struct {
	Before, After map[string]any
	// First is whether it was there when the watch began.
	First bool
}

// Watch shows what becomes of every object of a kind, in every namespace, one after the other, until ctx ends or the
// server does not serve the kind any more. A server that does not answer is asked again, ever more seldom, and what it
// holds then is held against what was seen last. What keep does not want is held and shown without more than its metadata.
func (c *Client) Watch(ctx context.Context, k Kind, keep func(obj map[string]any) bool, show func(Seen)) error {
	ctx, cancel := context.WithCancel(klog.NewContext(ctx, klog.Logger{})) // it would write to stderr
	defer cancel()
	informer := cache.NewSharedIndexInformerWithOptions(cache.ToListWatcherWithWatchListSemantics(c.source(k), c.objects),
		&unstructured.Unstructured{}, cache.SharedIndexInformerOptions{ObjectDescription: k.resource.String()})
	err := informer.SetTransform(func(obj any) (any, error) {
		if u, ok := obj.(*unstructured.Unstructured); ok && !keep(u.Object) {
			u.Object = bare(u)
		}
		return obj, nil
	})
	if err != nil {
		return err
	}
	err = informer.SetWatchErrorHandlerWithContext(func(_ context.Context, _ *cache.Reflector, err error) {
		if apierrors.IsNotFound(err) || apierrors.IsMethodNotSupported(err) || apierrors.IsForbidden(err) {
			cancel()
		}
	})
	if err != nil {
		return err
	}
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
		AddFunc:    func(obj any, first bool) { show(Seen{After: objectOf(obj), First: first}) },
		UpdateFunc: func(before, after any) { show(Seen{Before: objectOf(before), After: objectOf(after)}) },
		DeleteFunc: func(obj any) { show(Seen{Before: objectOf(obj)}) },
	})
	if err != nil {
		return err
	}
	informer.RunWithContext(ctx)
	return nil
}

// bare is an object without what it asks for.
func bare(u *unstructured.Unstructured) map[string]any {
	meta := map[string]any{"name": u.GetName(), "resourceVersion": u.GetResourceVersion(), "uid": string(u.GetUID())}
	if u.GetNamespace() != "" {
		meta["namespace"] = u.GetNamespace()
	}
	return map[string]any{"apiVersion": u.GetAPIVersion(), "kind": u.GetKind(), "metadata": meta}
}

// objectOf also knows an object whose removal was missed while nobody watched.
func objectOf(obj any) map[string]any {
	if gone, ok := obj.(cache.DeletedFinalStateUnknown); ok {
		obj = gone.Obj
	}
	if u, ok := obj.(*unstructured.Unstructured); ok {
		return u.Object
	}
	return nil
}
