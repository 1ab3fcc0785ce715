package kube

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// reader is what finding a cause needs of a Client.
type reader interface {
	Get(ctx context.Context, r Ref) (map[string]any, error)
	List(ctx context.Context, r Ref, opts ListOptions) ([]map[string]any, error)
}

// Cause says in one sentence why the object is not ready, looking down from a workload to its pods, their containers and
// the events about them. It returns "" when the object is ready.
func (c *Client) Cause(ctx context.Context, r Ref) (string, error) { return cause(ctx, c, r) }

func cause(ctx context.Context, from reader, r Ref) (string, error) {
	obj, err := from.Get(ctx, r)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrNoKind) {
		return r.String() + ": does not exist", nil
	}
	if err != nil {
		return "", err
	}
	ready, reason := Ready(obj)
	if ready {
		return "", nil
	}
	deeper, err := below(ctx, from, obj)
	if err != nil || deeper == "" {
		return reason, err
	}
	return reason + ": " + deeper, nil
}

// below is what the objects under obj say, or the events about it when they say nothing.
func below(ctx context.Context, from reader, obj map[string]any) (string, error) {
	if c := condition(obj, "ReplicaFailure"); text(c, "status") == "True" { // quota, admission, no service account
		return why(c), nil
	}
	var found string
	var err error
	switch kind := text(obj, "kind"); kind {
	case "Pod":
		return belowPod(ctx, from, obj)
	case "Deployment":
		found, err = belowDeployment(ctx, from, obj)
	case "ReplicaSet", "StatefulSet", "DaemonSet", "Job":
		found, err = belowPods(ctx, from, obj)
	default:
		if len(list(obj, "status", "conditions")) > 0 {
			return "", nil // its conditions were the reason already
		}
	}
	if err != nil || found != "" {
		return found, err
	}
	return lastWarning(ctx, from, obj)
}

func belowDeployment(ctx context.Context, from reader, obj map[string]any) (string, error) {
	sets, err := owned(ctx, from, obj, Ref{APIVersion: "apps/v1", Kind: "ReplicaSet"})
	if err != nil || len(sets) == 0 {
		return "", err
	}
	newest := slices.MaxFunc(sets, func(a, b map[string]any) int { return cmp.Compare(revision(a), revision(b)) })
	return below(ctx, from, newest)
}

func revision(obj map[string]any) int {
	n, _ := strconv.Atoi(text(obj, "metadata", "annotations", "deployment.kubernetes.io/revision"))
	return n
}

// belowPods takes the first pod that has something to say about itself, else the first that events speak of.
func belowPods(ctx context.Context, from reader, obj map[string]any) (string, error) {
	pods, err := owned(ctx, from, obj, Ref{APIVersion: "v1", Kind: "Pod"})
	if err != nil {
		return "", err
	}
	var unready []map[string]any
	for _, p := range pods {
		if ok, _ := Ready(p); !ok {
			unready = append(unready, p)
		}
	}
	slices.SortStableFunc(unready, func(a, b map[string]any) int {
		return cmp.Or(silent(a)-silent(b), strings.Compare(text(a, "metadata", "name"), text(b, "metadata", "name")))
	})
	for _, p := range unready {
		reason, err := belowPod(ctx, from, p)
		if err != nil || reason != "" {
			return "Pod " + text(p, "metadata", "name") + ": " + reason, err
		}
	}
	return "", nil
}

func silent(p map[string]any) int {
	if podReason(p) == "" {
		return 1
	}
	return 0
}

// owned lists the objects of a kind that obj controls.
func owned(ctx context.Context, from reader, obj map[string]any, kind Ref) ([]map[string]any, error) {
	kind.Namespace = text(obj, "metadata", "namespace")
	all, err := from.List(ctx, kind, ListOptions{Labels: selector(obj)})
	if err != nil {
		return nil, err
	}
	uid := text(obj, "metadata", "uid")
	return slices.DeleteFunc(all, func(o map[string]any) bool {
		return !slices.ContainsFunc(list(o, "metadata", "ownerReferences"), func(ref map[string]any) bool {
			return text(ref, "uid") == uid
		})
	}), nil
}

// selector spares reading a whole namespace; matchExpressions are left to the owner references.
func selector(obj map[string]any) string {
	labels, _ := field(obj, "spec", "selector", "matchLabels").(map[string]any)
	var out []string
	for key, value := range labels {
		if s, ok := value.(string); ok {
			out = append(out, key+"="+s)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
