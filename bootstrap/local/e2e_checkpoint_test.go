//go:build e2e && unix

package local

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestCheckpoint: what a cluster held when it was saved is there again, as often as one likes, and what came since is not.
// To save it takes no longer than people notice, and it goes on meanwhile.
func TestCheckpoint(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	plane := ControlPlane{Name: "hub", Dir: filepath.Join(t.TempDir(), "hub"), Programs: compiled(t, AgentSpec{})}
	saved := filepath.Join(t.TempDir(), "checkpoint", "hub")
	if err := plane.Save(ctx, keeper, saved); err == nil {
		t.Error("a cluster that does not run is saved")
	}
	start(t, ctx, keeper, plane)
	before := object("v1", "ConfigMap", "default", "before", map[string]any{"data": map[string]any{"is": "there"}})
	since := object("v1", "ConfigMap", "default", "since", nil)
	apply(t, ctx, connect(t, plane), before, deployment("default", "web"))
	for range 2 { // the second replaces the first
		began := time.Now()
		if err := plane.Save(ctx, keeper, saved); err != nil {
			t.Fatal(err)
		}
		t.Logf("saved in %v", time.Since(began))
	}
	pid, err := plane.etcdProcess(ctx, keeper)
	if err != nil {
		t.Fatal(err)
	}
	if err := pause(pid); err != nil { // as it is where what saves it is killed
		t.Fatal(err)
	}
	start(t, ctx, keeper, plane)
	for range 2 {
		client := connect(t, plane)
		apply(t, ctx, client, since)
		if err := resource(client, before).Delete(ctx, "before", metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := plane.Restore(ctx, keeper, saved); err == nil {
			t.Error("the folder of an etcd that runs is replaced")
		}
		if err := KillAll(ctx, keeper, "hub/"); err != nil {
			t.Fatal(err)
		}
		if err := plane.Restore(ctx, keeper, saved); err != nil {
			t.Fatal(err)
		}
		start(t, ctx, keeper, plane)
		client = connect(t, plane)
		if _, err := resource(client, before).Get(ctx, "before", metav1.GetOptions{}); err != nil {
			t.Errorf("what was there is not: %v", err)
		}
		if _, err := resource(client, since).Get(ctx, "since", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			t.Errorf("what came since is still there: %v", err)
		}
		available(t, ctx, client, "default", "web")
	}
}
