//go:build e2e

package kube_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// cluster is the kubeconfig of a real API server with a scheduler and a simulated node: the one that
// SLIPWAY_TEST_KUBECONFIG names, else one made of local processes.
func cluster(t *testing.T) []byte {
	t.Helper()
	path := os.Getenv("SLIPWAY_TEST_KUBECONFIG")
	if path == "" {
		path = startLocal(t)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func startLocal(t *testing.T) string {
	t.Helper()
	plane, _ := localPlane(t)
	return plane.Kubeconfig()
}

// localPlane is a cluster of local processes that runs, and who keeps them.
func localPlane(t *testing.T) (local.ControlPlane, local.Supervisor) {
	t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := local.Build(t.Context(), cache, local.ControlPlanePrograms(), nil)
	if err != nil {
		t.Skipf("programs cannot be built here: %v", err)
	}
	keeper := local.NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	plane := local.ControlPlane{Name: "kube", Dir: filepath.Join(t.TempDir(), "kube"), Programs: programs}
	if err := plane.Start(t.Context(), keeper); err != nil {
		t.Fatal(err)
	}
	return plane, keeper
}

func connect(t *testing.T, kubeconfig []byte) *kube.Client {
	t.Helper()
	c, err := kube.Connect(kubeconfig, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func apply(ctx context.Context, t *testing.T, c *kube.Client, manager string, opts kube.ApplyOptions, objs ...map[string]any) []kube.Applied {
	t.Helper()
	done, err := c.Apply(ctx, manager, objs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func wantActions(t *testing.T, got []kube.Applied, want kube.Action) {
	t.Helper()
	for _, one := range got {
		if one.Action != want {
			t.Errorf("%s was %s, want %s", one.Ref, one.Action, want)
		}
	}
}
