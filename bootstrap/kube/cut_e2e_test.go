//go:build e2e

package kube_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const cutObjects = `{apiVersion: v1, kind: Namespace, metadata: {name: slipway-cut}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, namespace: slipway-cut, labels: {old: x, kept: x}, annotations: {a/old: x}, finalizers: [example.com/f]},
 data: {first: "1", second: "2"}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: app, namespace: slipway-cut, annotations: {a/old: x}}, spec: {selector: {matchLabels: {app: app}},
 template: {metadata: {labels: {app: app, old: x}}, spec: {containers: [{name: app, image: "example.com/app:1"}]}}}}
`

// TestCut takes the marks of one applier off objects that another then takes
// over: nothing restarts, and what the second no longer asks for goes.
func TestCut(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	c := connect(t, cluster(t))
	apply(ctx, t, c, "first", kube.ApplyOptions{}, docs(t, cutObjects)...)
	app := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "slipway-cut", Name: "app"}
	waitReady(ctx, t, c, app)
	before, pods := read(ctx, t, c, app), podsOf(ctx, t, c, app)

	cut := kube.Cut{Labels: []string{"old", "absent"}, Annotations: []string{"a/old"}, Managers: []string{"first"}, Finalizers: true}
	done := map[string]bool{}
	for _, m := range metas(ctx, t, c, "slipway-cut") {
		if !slices.Contains(m.Managers, "first") {
			continue
		}
		changed, err := c.Cut(ctx, m, cut)
		if err != nil || !changed {
			t.Fatalf("cut %s: %v, %v", m.Ref, changed, err)
		}
		done[m.Kind] = true
		if _, err := c.Cut(ctx, m, cut); !errors.Is(err, kube.ErrChanged) {
			t.Errorf("cut %s as it was: %v", m.Ref, err)
		}
	}
	if !done["ConfigMap"] || !done["Deployment"] {
		t.Fatalf("found %v", done)
	}
	for _, m := range metas(ctx, t, c, "slipway-cut") {
		if m.Labels["old"] != "" && m.Kind != "Pod" && m.Kind != "ReplicaSet" || len(m.Finalizers) > 0 || slices.Contains(m.Managers, "first") {
			t.Errorf("%s has %v, %v, %v", m.Ref, m.Labels, m.Finalizers, m.Managers)
		}
	}
	after := read(ctx, t, c, app)
	if metaOf(before, "uid") != metaOf(after, "uid") {
		t.Errorf("%s was made anew", app)
	}
	if diff := cmp.Diff(before["spec"], after["spec"]); diff != "" {
		t.Error(diff)
	}

	t.Log("the next applier owns what it applies, alone")
	next := docs(t, cutObjects)[1]
	next["metadata"] = map[string]any{"name": "cm", "namespace": "slipway-cut"}
	apply(ctx, t, c, "second", kube.ApplyOptions{}, next)
	next["data"] = map[string]any{"first": "1"}
	apply(ctx, t, c, "second", kube.ApplyOptions{}, next)
	cm := read(ctx, t, c, kube.RefOf(next))
	if diff := cmp.Diff(map[string]any{"first": "1"}, cm["data"]); diff != "" {
		t.Error(diff)
	}
	if labels := metaOf(cm, "labels"); cmp.Diff(map[string]any{"kept": "x"}, labels) != "" {
		t.Errorf("labels are %v", labels)
	}
	if diff := cmp.Diff(pods, podsOf(ctx, t, c, app)); diff != "" {
		t.Errorf("pods were made anew: %s", diff)
	}

	t.Log("scaled to nothing, there are no pods")
	if err := c.Scale(ctx, app, 0); err != nil {
		t.Fatal(err)
	}
	err := kube.Wait(ctx, "pods to go", 100*time.Millisecond, time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		return len(podsOf(ctx, t, c, app)) == 0, "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func metas(ctx context.Context, t *testing.T, c *kube.Client, namespace string) []kube.Meta {
	t.Helper()
	kinds, err := c.Kinds(ctx, func(_, _ string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	var out []kube.Meta
	err = c.EachMeta(ctx, kinds, func(m kube.Meta) {
		if m.Namespace == namespace {
			out = append(out, m)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func podsOf(ctx context.Context, t *testing.T, c *kube.Client, workload kube.Ref) []string {
	t.Helper()
	obj := read(ctx, t, c, workload)
	pods, err := c.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Pod", Namespace: workload.Namespace}, kube.ListOptions{Labels: kube.Selector(obj)})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range pods {
		out = append(out, metaOf(p, "uid").(string))
	}
	return out
}

func waitReady(ctx context.Context, t *testing.T, c *kube.Client, r kube.Ref) {
	t.Helper()
	err := kube.Wait(ctx, r.String(), 100*time.Millisecond, time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		ok, why := kube.Ready(read(ctx, t, c, r))
		return ok, why, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(ctx context.Context, t *testing.T, c *kube.Client, r kube.Ref) map[string]any {
	t.Helper()
	obj, err := c.Get(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

func metaOf(obj map[string]any, key string) any { return obj["metadata"].(map[string]any)[key] }
