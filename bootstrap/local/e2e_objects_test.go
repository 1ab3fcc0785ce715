//go:build e2e && unix

package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

func object(version, kind, namespace, name string, fields map[string]any) *unstructured.Unstructured {
	o := &unstructured.Unstructured{Object: map[string]any{}}
	for key, value := range fields {
		o.Object[key] = value
	}
	o.SetAPIVersion(version)
	o.SetKind(kind)
	o.SetNamespace(namespace)
	o.SetName(name)
	return o
}

// resource guesses as much of a REST mapping as these tests need.
func resource(client dynamic.Interface, o *unstructured.Unstructured) dynamic.ResourceInterface {
	gvk := o.GroupVersionKind()
	resources := gvk.GroupVersion().WithResource(plural(strings.ToLower(gvk.Kind)))
	if o.GetNamespace() == "" {
		return client.Resource(resources)
	}
	return client.Resource(resources).Namespace(o.GetNamespace())
}

func plural(kind string) string {
	if stem, ok := strings.CutSuffix(kind, "y"); ok {
		return stem + "ies"
	}
	return kind + "s"
}

func apply(t *testing.T, ctx context.Context, client dynamic.Interface, objects ...*unstructured.Unstructured) {
	t.Helper()
	for _, o := range objects {
		eventually(t, ctx, "apply "+o.GetKind()+" "+o.GetName(), func() error {
			_, err := resource(client, o).Apply(ctx, o.GetName(), o, metav1.ApplyOptions{FieldManager: "e2e", Force: true})
			return err
		})
	}
}

func available(t *testing.T, ctx context.Context, client dynamic.Interface, namespace, name string) {
	t.Helper()
	deployments := client.Resource(schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}).Namespace(namespace)
	eventually(t, ctx, "see deployment "+name+" available", func() error {
		o, err := deployments.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if n, _, _ := unstructured.NestedInt64(o.Object, "status", "availableReplicas"); n != 2 {
			return fmt.Errorf("%d replicas are available", n)
		}
		return nil
	})
}

func eventually(t *testing.T, ctx context.Context, what string, f func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := f()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		case <-ticker.C:
		}
	}
}

// readObjects reads one object per file.
func readObjects(t *testing.T, pattern string) []*unstructured.Unstructured {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files at %s (%v)", pattern, err)
	}
	var out []*unstructured.Unstructured
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		o := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(data, &o.Object); err != nil {
			t.Fatal(err)
		}
		out = append(out, o)
	}
	return out
}

// logMemory reports resident memory, on Linux.
func logMemory(t *testing.T, s Supervisor) {
	t.Helper()
	all, err := s.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", one.PID)); err == nil {
			for line := range strings.Lines(string(data)) {
				if strings.HasPrefix(line, "VmRSS:") {
					t.Logf("%s: %s, %d restarts", one.Name, strings.TrimSpace(strings.TrimPrefix(line, "VmRSS:")), one.Restarts)
				}
			}
		}
	}
}
