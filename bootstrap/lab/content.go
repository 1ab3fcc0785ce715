package lab

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// isAs compares an object with its snapshot by what people write into it, and takes off what somebody has put on it
// since: an agent leaves alone what it has not put there itself.
func (w *world) isAs(ctx context.Context, was map[string]any, agent *platform.Agent) (bool, error) {
	cluster, _ := was[onCluster].(string)
	r := kube.RefOf(was)
	o, err := w.Object(ctx, cluster, r.APIVersion, r.Kind, r.Namespace, r.Name)
	if err != nil || o == nil || kube.Deleting(o) != "" {
		return false, err
	}
	now, err := plain(o)
	if err != nil {
		return false, err
	}
	before, err := plain(was)
	if err != nil {
		return false, err
	}
	counts := func(annotation string) bool { return !bootstrap.Bookkeeping(agent, annotation) }
	if change := added(metaOf(before, counts), metaOf(now, counts)); len(change) > 0 {
		metadata, _ := o["metadata"].(map[string]any)
		change["uid"] = metadata["uid"] // so that one which was made anew meanwhile is left alone
		return false, w.takeOff(ctx, cluster, r, change)
	}
	return reflect.DeepEqual(content(now, counts), content(before, counts)), nil
}

func (w *world) takeOff(ctx context.Context, cluster string, r kube.Ref, change map[string]any) error {
	client, err := w.client(cluster)
	if err == nil {
		err = client.Merge(ctx, person, r, map[string]any{"metadata": change})
	}
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrChanged) { // the agent makes it anew
		return nil
	}
	return err
}

// content is an object without what servers and controllers write. Of its annotations those count that are written by
// people, or by an agent for them.
func content(o any, counts func(annotation string) bool) map[string]any {
	m, _ := o.(map[string]any)
	out := map[string]any{}
	for key, value := range m {
		if !slices.Contains([]string{"metadata", "status", onCluster}, key) {
			out[key] = value
		}
	}
	if m["kind"] == "Secret" { // of which the snapshot holds no values
		for _, values := range secretValues() {
			delete(out, values)
		}
	}
	if spec, ok := out["spec"].(map[string]any); ok { // of a Service, which gets another one
		delete(spec, "clusterIP")
		delete(spec, "clusterIPs")
	}
	out["metadata"] = metaOf(o, counts)
	return out
}

// meta is what of an object's metadata is written for it to last.
type meta struct {
	labels, annotations map[string]any
	finalizers          []string
}

func metaOf(o any, counts func(annotation string) bool) meta {
	m, _ := o.(map[string]any)
	all, _ := m["metadata"].(map[string]any)
	labels, _ := all["labels"].(map[string]any)
	annotations, _ := all["annotations"].(map[string]any)
	out := meta{labels: map[string]any{}, annotations: maps.Clone(annotations)}
	maps.Copy(out.labels, labels)
	if out.annotations == nil {
		out.annotations = map[string]any{}
	}
	maps.DeleteFunc(out.annotations, func(key string, _ any) bool { return !counts(key) })
	finalizers, _ := all["finalizers"].([]any)
	for _, one := range finalizers {
		name, _ := one.(string)
		out.finalizers = append(out.finalizers, name)
	}
	slices.Sort(out.finalizers)
	return out
}

// added is a change that takes off what is there now and was not before; empty where that is nothing.
func added(before, now meta) map[string]any {
	out := map[string]any{}
	for name, both := range map[string][2]map[string]any{"labels": {before.labels, now.labels}, "annotations": {before.annotations, now.annotations}} {
		off := map[string]any{}
		for key := range both[1] {
			if _, was := both[0][key]; !was {
				off[key] = nil
			}
		}
		if len(off) > 0 {
			out[name] = off
		}
	}
	kept := slices.DeleteFunc(slices.Clone(now.finalizers), func(f string) bool { return !slices.Contains(before.finalizers, f) })
	if len(kept) < len(now.finalizers) {
		out["finalizers"] = kept
	}
	return out
}
