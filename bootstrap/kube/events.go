package kube

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
)

// belowPod is the pod's own reason, sharpened by its claims, by its containers' last words, and by events where that says
// little.
func belowPod(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	reason := podReason(obj)
	if strings.Contains(reason, "PersistentVolumeClaim") {
		claim, err := unboundClaim(ctx, from, obj)
		if err != nil || claim.Text != "" {
			return claim, err
		}
	}
	if strings.Contains(reason, "untolerated taint") {
		if unready := noNodeReady(ctx, from); unready.Text != "" {
			return unready.under(reason, Facts(obj)...), nil
		}
	}
	if reason != "" {
		return Account{reason + lastWords(ctx, from, obj), Facts(obj)}, nil
	}
	if lost := lostNode(ctx, from, obj); lost.Text != "" {
		return lost, nil
	}
	return lastWarning(ctx, from, obj)
}

// lostNode is what a pod's node says where it is not ready: the pod's status is then the last that was heard of it. Who
// may not read nodes is told by events.
func lostNode(ctx context.Context, from Reader, pod map[string]any) Account {
	name := text(pod, "spec", "nodeName")
	if name == "" {
		return Account{}
	}
	node, err := from.Get(ctx, Ref{APIVersion: "v1", Kind: "Node", Name: name})
	if err != nil {
		return Account{}
	}
	return unreadyNode(node)
}

// unreadyNode is what a node says of itself where it is not ready.
func unreadyNode(node map[string]any) Account {
	c := condition(node, "Ready")
	if status := text(c, "status"); status == "" || status == "True" {
		return Account{}
	}
	r := RefOf(node)
	return Account{fmt.Sprintf("%s: %s", r, why(c)), []cause.Fact{factOf(r, text(c, "reason"), text(c, "message"))}}
}

// noNodeReady is what the first node says that is not ready, where every other has a taint of its own: of which taint
// the scheduler speaks, it does not say.
func noNodeReady(ctx context.Context, from Reader) Account {
	nodes, err := from.List(ctx, Ref{APIVersion: "v1", Kind: "Node"}, ListOptions{})
	if err != nil {
		return Account{} // who may not read nodes is told of the taint
	}
	var first Account
	for _, node := range nodes {
		unready := unreadyNode(node)
		if unready.Text == "" && len(list(node, "spec", "taints")) == 0 {
			return Account{}
		}
		if first.Text == "" {
			first = unready
		}
	}
	return first
}

// unboundClaim names the claim a pod waits for; the scheduler's message does not.
func unboundClaim(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	for _, volume := range list(obj, "spec", "volumes") {
		name := text(volume, "persistentVolumeClaim", "claimName")
		if name == "" {
			continue
		}
		claim, err := Cause(ctx, from, Ref{APIVersion: "v1", Kind: "PersistentVolumeClaim",
			Namespace: text(obj, "metadata", "namespace"), Name: name})
		if err != nil || claim.Text != "" {
			return claim, err
		}
	}
	return Account{}, nil
}

// lastWarning is the newest event about the object that tells of something wrong.
func lastWarning(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	uid := text(obj, "metadata", "uid")
	events, err := from.List(ctx, Ref{APIVersion: "v1", Kind: "Event", Namespace: text(obj, "metadata", "namespace")},
		ListOptions{Fields: "involvedObject.uid=" + uid})
	if err != nil {
		return Account{}, err
	}
	events = slices.DeleteFunc(events, func(e map[string]any) bool {
		return !warns(e) || text(e, "involvedObject", "uid") != uid
	})
	if len(events) == 0 {
		return Account{}, nil
	}
	last := slices.MaxFunc(events, func(a, b map[string]any) int { return cmp.Compare(seen(a), seen(b)) })
	fact := factOf(RefOf(obj), text(last, "reason"), text(last, "message"))
	return Account{said(fact.Reason, fact.Message), []cause.Fact{fact}}, nil
}

// warns tells whether an event is about something wrong: of a claim that cannot be bound the type says Normal.
func warns(e map[string]any) bool {
	return text(e, "type") == "Warning" || strings.HasPrefix(text(e, "reason"), "Failed")
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
