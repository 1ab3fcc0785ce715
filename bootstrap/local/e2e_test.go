//go:build e2e && unix

package local

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
)

// TestCluster goes the whole way: compile, run, deploy, restart, reconcile Git.
func TestCluster(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	spec := agentSpec(t, "argocd")
	programs := compiled(t, spec)
	dir := t.TempDir()
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })

	plane := ControlPlane{Name: "hub", Dir: filepath.Join(dir, "hub"), Programs: programs}
	start(t, ctx, keeper, plane)
	apply(t, ctx, connect(t, plane), deployment("default", "web"))
	available(t, ctx, connect(t, plane), "default", "web")
	before, err := os.ReadFile(plane.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}

	began := time.Now()
	if err := plane.Stop(ctx, keeper); err != nil {
		t.Fatal(err)
	}
	t.Logf("stopped in %v", time.Since(began))
	start(t, ctx, keeper, plane)
	if after, err := os.ReadFile(plane.Kubeconfig()); err != nil || !slices.Equal(before, after) {
		t.Error("the kubeconfig changed with the restart")
	}
	available(t, ctx, connect(t, plane), "default", "web")

	reconcile(t, ctx, keeper, plane, spec, programs, dir)
	logMemory(t, keeper)
}

// TestSideBySide proves that clusters do not get in each other's way.
func TestSideBySide(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	programs := compiled(t, AgentSpec{})
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	for _, name := range []string{"one", "two"} {
		plane := ControlPlane{Name: name, Dir: filepath.Join(t.TempDir(), name), Programs: programs}
		start(t, ctx, keeper, plane)
		apply(t, ctx, connect(t, plane), deployment("default", name))
		available(t, ctx, connect(t, plane), "default", name)
	}
}

func agentSpec(t *testing.T, agent string) AgentSpec {
	t.Helper()
	data, err := os.ReadFile("../../templates/agents/" + agent + "/local.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := ReadAgentSpec(data)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// compiled returns the programs of a cluster and an agent. SLIPWAY_E2E_COMPILE=0
// skips a test for which some would have to be compiled.
func compiled(t *testing.T, spec AgentSpec) map[string]string {
	t.Helper()
	cache, err := DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	names := append(ControlPlanePrograms(), spec.Programs()...)
	if os.Getenv("SLIPWAY_E2E_COMPILE") == "0" {
		missing, err := Missing(t.Context(), cache, names)
		if err != nil {
			t.Skip(err)
		}
		if len(missing) > 0 {
			t.Skipf("SLIPWAY_E2E_COMPILE is 0 and these are not compiled: %s", strings.Join(missing, ", "))
		}
	}
	programs, err := Build(t.Context(), cache, names, func(p Progress) {
		if p.Done && !p.Cached {
			t.Logf("compiled %s %s (%d of %d) in %v", p.Program, p.Version, p.Index, p.Total, p.Elapsed.Round(time.Second))
		}
	})
	if err != nil {
		t.Skipf("programs cannot be built here: %v", err)
	}
	return programs
}

func start(t *testing.T, ctx context.Context, s Supervisor, plane ControlPlane) {
	t.Helper()
	began := time.Now()
	if err := plane.Start(ctx, s); err != nil {
		t.Fatal(err)
	}
	t.Logf("cluster %s is ready after %v", plane.Name, time.Since(began).Round(time.Millisecond))
}

func connect(t *testing.T, plane ControlPlane) dynamic.Interface {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", plane.Kubeconfig())
	if err != nil {
		t.Fatal(err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func deployment(namespace, name string) *unstructured.Unstructured {
	labels := map[string]any{"app": name}
	return object("apps/v1", "Deployment", namespace, name, map[string]any{"spec": map[string]any{
		"replicas": int64(2),
		"selector": map[string]any{"matchLabels": labels},
		"template": map[string]any{
			"metadata": map[string]any{"labels": labels},
			"spec":     map[string]any{"containers": []any{map[string]any{"name": "web", "image": "example.com/web:1"}}},
		},
	}})
}
