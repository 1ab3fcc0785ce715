//go:build e2e

package kube_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"go.yaml.in/yaml/v3"
)

const ns = "slipway-e2e"

func docs(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for part := range strings.SplitSeq(text, "\n---\n") {
		var obj map[string]any
		if err := yaml.Unmarshal([]byte(part), &obj); err != nil {
			t.Fatal(err)
		}
		out = append(out, obj)
	}
	return out
}

func configMap(value string) map[string]any {
	return map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "cm"},
		"data": map[string]any{"url": value, "other": "same"}}
}

// Everything at once and in the wrong order, as a chart may have it.
const everything = `{apiVersion: example.com/v1, kind: Thing, metadata: {name: one}, spec: {size: 3}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {url: first, other: same}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: slipway-e2e, namespace: by-mistake},
 rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
---
{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com, creationTimestamp: null},
 spec: {group: example.com, scope: Namespaced, names: {kind: Thing, plural: things}, versions: [{name: v1, served: true, storage: true,
 schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}}]},
 status: {conditions: [], storedVersions: []}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: slipway-e2e}}`

func TestAgainstARealServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	kubeconfig := cluster(t)
	c := connect(t, kubeconfig)
	version, err := c.Version(ctx)
	if err != nil || !strings.HasPrefix(version, "v1.") {
		t.Fatalf("got %q, %v", version, err)
	}
	opts := kube.ApplyOptions{Namespace: ns}
	thing := kube.Ref{APIVersion: "example.com/v1", Kind: "Thing", Namespace: ns, Name: "one"}
	if there, err := c.Exists(ctx, thing); there || err != nil {
		t.Errorf("a kind that nobody knows: %v, %v", there, err)
	}
	if err := c.Delete(ctx, thing, kube.Background); err != nil {
		t.Error(err)
	}
	if _, err := c.Get(ctx, thing); !errors.Is(err, kube.ErrNoKind) {
		t.Errorf("got %v", err)
	}

	began := time.Now()
	wantActions(t, apply(ctx, t, c, "slipway", opts, docs(t, everything)...), kube.Created)
	t.Logf("applied 5 objects with a new CRD in %s", time.Since(began).Round(time.Millisecond))
	wantActions(t, apply(ctx, t, c, "slipway", opts, docs(t, everything)...), kube.Unchanged)

	t.Run("served", func(t *testing.T) { served(ctx, t, c) })
	t.Run("unchanged", func(t *testing.T) { unchanged(ctx, t, c, opts) })
	t.Run("conflicts", func(t *testing.T) { conflicts(ctx, t, c, opts) })
	t.Run("reads", func(t *testing.T) { reads(ctx, t, c, thing) })
	t.Run("secrets", func(t *testing.T) { secrets(ctx, t, c) })
	t.Run("allowed", func(t *testing.T) { allowed(ctx, t, c, kubeconfig) })
	t.Run("workloads", func(t *testing.T) { workloads(ctx, t, c) })
	for _, r := range []kube.Ref{{APIVersion: "v1", Kind: "Namespace", Name: ns},
		{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: "things.example.com"},
		{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "ClusterRole", Name: ns}} {
		if err := c.Delete(ctx, r, kube.Background); err != nil {
			t.Error(err)
		}
	}
}

func unchanged(ctx context.Context, t *testing.T, c *kube.Client, opts kube.ApplyOptions) {
	for value, want := range map[string]bool{"first": true, "second": false} {
		got, err := c.Unchanged(ctx, "slipway", configMap(value), opts)
		if err != nil || got != want {
			t.Errorf("%s: got %v, %v", value, got, err)
		}
	}
	diff, err := c.Differences(ctx, "slipway", configMap("second"), opts)
	if err != nil || len(diff) != 1 || diff[0] != ".data.url" {
		t.Errorf("got %q, %v", diff, err)
	}
	missing := configMap("x")
	missing["metadata"] = map[string]any{"name": "missing"}
	if got, err := c.Unchanged(ctx, "slipway", missing, opts); got || err != nil {
		t.Errorf("missing: got %v, %v", got, err)
	}
	less := configMap("first")
	delete(less["data"].(map[string]any), "other")
	if got, err := c.Unchanged(ctx, "slipway", less, opts); got || err != nil {
		t.Errorf("a field that is given up is removed: got %v, %v", got, err)
	}
	for _, doc := range docs(t, everything) { // defaults must not look like changes
		if got, err := c.Unchanged(ctx, "slipway", doc, opts); !got || err != nil {
			t.Errorf("%s: got %v, %v", kube.RefOf(doc), got, err)
		}
	}
}

func conflicts(ctx context.Context, t *testing.T, c *kube.Client, opts kube.ApplyOptions) {
	_, err := c.Apply(ctx, "other", []map[string]any{configMap("second")}, opts)
	var conflict *kube.ConflictError
	if !errors.As(err, &conflict) || err.Error() != "apply ConfigMap slipway-e2e/cm: .data.url set by field manager slipway" {
		t.Errorf("got %v", err)
	}
	left := opts
	left.ConflictOK = true
	wantActions(t, apply(ctx, t, c, "other", left, configMap("second")), kube.Conflicted)
	forced := opts
	forced.Force = true
	wantActions(t, apply(ctx, t, c, "other", forced, configMap("second")), kube.Changed)
	_, err = c.Differences(ctx, "slipway", configMap("first"), opts)
	if !errors.As(err, &conflict) || conflict.Managers[0] != "other" {
		t.Errorf("got %v", err)
	}
}

func reads(ctx context.Context, t *testing.T, c *kube.Client, thing kube.Ref) {
	obj, err := c.Get(ctx, thing)
	if err != nil || obj["spec"].(map[string]any)["size"] != int64(3) {
		t.Errorf("got %v, %v", obj, err)
	}
	var many []map[string]any
	for i := range 520 { // more than a page
		one := configMap("v")
		one["metadata"] = map[string]any{"name": fmt.Sprintf("many-%d", i), "labels": map[string]any{"many": "yes"}}
		many = append(many, one)
	}
	began := time.Now()
	apply(ctx, t, c, "slipway", kube.ApplyOptions{Namespace: ns}, many...)
	t.Logf("applied %d objects in %s", len(many), time.Since(began).Round(time.Millisecond))
	all := kube.Ref{APIVersion: "v1", Kind: "ConfigMap"}
	found, err := c.List(ctx, all, kube.ListOptions{Labels: "many=yes"})
	if err != nil || len(found) != len(many) {
		t.Errorf("got %d, %v", len(found), err)
	}
	if err := c.Delete(ctx, thing, kube.Background); err != nil {
		t.Error(err)
	}
	if err := c.Delete(ctx, thing, kube.Background); err != nil {
		t.Errorf("twice: %v", err)
	}
	if _, err := c.Get(ctx, thing); !errors.Is(err, kube.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func secrets(ctx context.Context, t *testing.T, c *kube.Client) {
	bad := docs(t, `{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: slipway-e2e}, stringData: {token: 424242}}`)
	_, err := c.Apply(ctx, "slipway", bad, kube.ApplyOptions{})
	if err == nil || strings.Contains(err.Error(), "424242") || !strings.Contains(err.Error(), "Secret slipway-e2e/s") {
		t.Errorf("got %v", err)
	}
	if _, err := c.Apply(ctx, "slipway", docs(t, `{apiVersion: v1, kind: ConfigMap, metadata: {name: homeless}}`), kube.ApplyOptions{}); err == nil ||
		!strings.Contains(err.Error(), "no namespace") {
		t.Errorf("got %v", err)
	}
}

func allowed(ctx context.Context, t *testing.T, c *kube.Client, kubeconfig []byte) {
	wanted := []kube.Permission{
		{Verb: "create", Resource: "namespaces"},
		{Verb: "patch", Group: "apps", Resource: "deployments", Namespace: ns},
	}
	if missing, err := c.Allowed(ctx, wanted); err != nil || missing != nil {
		t.Errorf("an administrator: %v, %v", missing, err)
	}
	var cfg map[string]any
	if err := yaml.Unmarshal(kubeconfig, &cfg); err != nil {
		t.Fatal(err)
	}
	cfg["users"].([]any)[0].(map[string]any)["user"].(map[string]any)["as"] = "nobody"
	data, err := yaml.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	missing, err := connect(t, data).Allowed(ctx, wanted)
	if err != nil || fmt.Sprint(missing) != "[create namespaces patch deployments.apps in slipway-e2e]" {
		t.Errorf("nobody: %v, %v", missing, err)
	}
}

func deployment(name, podSpec string) string {
	return fmt.Sprintf(`{apiVersion: apps/v1, kind: Deployment, metadata: {name: %[1]s, namespace: slipway-e2e},
spec: {selector: {matchLabels: {app: %[1]s}}, template: {metadata: {labels: {app: %[1]s}}, spec: %[2]s}}}`, name, podSpec)
}

func workloads(ctx context.Context, t *testing.T, c *kube.Client) {
	const container = `containers: [{name: main, image: example.com/x:1}]`
	apply(ctx, t, c, "slipway", kube.ApplyOptions{}, docs(t, deployment("good", `{`+container+`}`)+"\n---\n"+
		deployment("nowhere", `{nodeSelector: {no: such}, `+container+`}`)+"\n---\n"+
		deployment("refused", `{runtimeClassName: missing, `+container+`}`))...)
	settle := func(name string, timeout time.Duration) error {
		r := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: ns, Name: name}
		return kube.Wait(ctx, r.String(), 200*time.Millisecond, timeout, func(last string) { t.Log(last) },
			func(ctx context.Context) (bool, string, error) {
				found, err := kube.Cause(ctx, c, r)
				return found.Text == "" && err == nil, found.Text, err
			})
	}
	if err := settle("good", time.Minute); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"nowhere": "Deployment slipway-e2e/nowhere: 0 of 1 replicas available: Pod nowhere-",
		"refused": `Deployment slipway-e2e/refused: 0 of 1 replicas available: pods "refused-`,
	} {
		err := settle(name, 15*time.Second)
		var timeout *kube.TimeoutError
		if !errors.As(err, &timeout) || !strings.HasPrefix(timeout.Last, want) {
			t.Errorf("got %v", err)
		}
	}
}
