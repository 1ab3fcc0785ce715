//go:build e2e && linux

package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// await waits until every parent is in order at a commit, and the ApplicationSet knows.
func (r *rolling) await(commit string) {
	r.t.Helper()
	set := kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "ApplicationSet", Namespace: "argocd", Name: "clusters"}
	err := kube.Wait(r.t.Context(), "all clusters to have "+commit, 500*time.Millisecond, 3*time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		obj, err := r.hub.Get(ctx, set)
		if err != nil {
			return false, "", err
		}
		status, _ := obj["status"].(map[string]any)
		all, _ := status["applicationStatus"].([]any)
		done := len(all) == len(rolledClusters)+1
		for _, one := range all {
			of, _ := one.(map[string]any)
			done = done && of["status"] == "Healthy" && fmt.Sprint(of["targetRevisions"]) == "["+commit+"]"
		}
		return done, fmt.Sprint(all), nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// outOfOrder makes commits until one reaches a cluster of the second step before
// the first step has it.
func (r *rolling) outOfOrder() {
	r.t.Helper()
	const most = 12
	last := len(rolledClusters) - 1
	for range most {
		r.next()
		commit := r.push()
		r.await(commit)
		_, had := r.synced(rolledClusters[last], commit)
		for _, later := range append([]string{"hub"}, rolledClusters[:last]...) {
			if began, _ := r.synced(later, commit); began.Before(had) {
				r.t.Logf("%s began %s before %s was ready", later, had.Sub(began), rolledClusters[last])
				return
			}
		}
	}
	r.t.Errorf("%d commits reached the clusters in order", most)
}

// synced is when a cluster's parent began to sync a commit, and when it had.
func (r *rolling) synced(cluster, commit string) (began, ended time.Time) {
	r.t.Helper()
	for _, entry := range fieldOf[[]any](r.t, r.get(r.hub, parentOf(cluster)), "status", "history") {
		if of, _ := entry.(map[string]any); of["revision"] == commit {
			return timeOf(r.t, of["deployStartedAt"]), timeOf(r.t, of["deployedAt"])
		}
	}
	r.t.Fatalf("the parent of %s was not synced at %s", cluster, commit)
	return began, ended
}

func timeOf(t testing.TB, value any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, fmt.Sprint(value))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func parentOf(cluster string) kube.Ref {
	return kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Namespace: "argocd", Name: cluster}
}
