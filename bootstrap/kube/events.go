package kube

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// belowPod is the pod's own reason, sharpened by its claims and by events where that says little.
func belowPod(ctx context.Context, from reader, obj map[string]any) (string, error) {
	reason := podReason(obj)
	if strings.Contains(reason, "PersistentVolumeClaim") {
		claim, err := unboundClaim(ctx, from, obj)
		if err != nil || claim != "" {
			return claim, err
		}
	}
	if reason != "" {
		return reason, nil
	}
	return lastWarning(ctx, from, obj)
}

// unboundClaim names the claim a pod waits for; the scheduler's message does not.
func unboundClaim(ctx context.Context, from reader, obj map[string]any) (string, error) {
	for _, volume := range list(obj, "spec", "volumes") {
		name := text(volume, "persistentVolumeClaim", "claimName")
		if name == "" {
			continue
		}
		reason, err := cause(ctx, from, Ref{APIVersion: "v1", Kind: "PersistentVolumeClaim",
			Namespace: text(obj, "metadata", "namespace"), Name: name})
		if err != nil || reason != "" {
			return reason, err
		}
	}
	return "", nil
}

// lastWarning is the newest warning about the object.
func lastWarning(ctx context.Context, from reader, obj map[string]any) (string, error) {
	uid := text(obj, "metadata", "uid")
	events, err := from.List(ctx, Ref{APIVersion: "v1", Kind: "Event", Namespace: text(obj, "metadata", "namespace")},
		ListOptions{Fields: "type=Warning,involvedObject.uid=" + uid})
	if err != nil {
		return "", err
	}
	events = slices.DeleteFunc(events, func(e map[string]any) bool {
		return text(e, "type") != "Warning" || text(e, "involvedObject", "uid") != uid
	})
	if len(events) == 0 {
		return "", nil
	}
	last := slices.MaxFunc(events, func(a, b map[string]any) int { return cmp.Compare(seen(a), seen(b)) })
	return said(text(last, "reason"), text(last, "message")), nil
}

// seen is when an event last happened; RFC 3339 in UTC compares as text.
func seen(e map[string]any) string {
	for _, path := range [][]string{{"series", "lastObservedTime"}, {"lastTimestamp"}, {"eventTime"}, {"metadata", "creationTimestamp"}} {
		if s, ok := field(e, path...).(string); ok && s != "" {
			return fmt.Sprintf("%.19s", s) // sources differ in their fractions of a second
		}
	}
	return ""
}
