//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const uninstallPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {namespaces: {}, platform-info: {}, sample: {}, web: {}, operator: {}, store: {}}
  clusters:
    - {name: hub, role: hub, provider: local, server: "https://hub.example.com", labels: {colour: green}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}, components: {operator: {enabled: false}}}
`

// operator brings a kind, and an object of it that only a running operator
// would let go.
const operatorComponent = `package component

name:     "operator"
title:    "Operator"
summary:  "Brings a kind."
category: "workload"
source: files: version: "1.0.0"
namespace: "operator"
permissions: clusterKinds: [{group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"}]
objects: {
	crd: {
		apiVersion: "apiextensions.k8s.io/v1"
		kind:       "CustomResourceDefinition"
		metadata: name: "widgets.example.com"
		spec: {
			group: "example.com"
			scope: "Namespaced"
			names: {kind: "Widget", plural: "widgets"}
			versions: [{name: "v1", served: true, storage: true, schema: openAPIV3Schema: {type: "object", "x-kubernetes-preserve-unknown-fields": true}}]
		}
	}
	service: {
		apiVersion: "v1"
		kind:       "Service"
		metadata: {name: "webhook", namespace: "operator"}
		spec: ports: [{port: 443}]
	}
}
resources: widget: {
	apiVersion: "example.com/v1"
	kind:       "Widget"
	metadata: {name: "first", namespace: "operator", finalizers: ["example.com/operator"]}
	spec: size: 1
}
`

// store holds data: what its deletion policy keeps, and a claim.
const storeComponent = `package component

name:     "store"
title:    "Store"
summary:  "Holds data."
category: "workload"
source: files: version: "1.0.0"
namespace: "store"
deletion:  "orphan"
objects: {
	config: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "store", namespace: "store"}, data: where: cluster.name}
	claim: {
		apiVersion: "v1"
		kind:       "PersistentVolumeClaim"
		metadata: {name: "data", namespace: "store"}
		spec: {accessModes: ["ReadWriteOnce"], storageClassName: "", volumeName: "disk", resources: requests: storage: "1Gi"}
	}
}
`

// disk is what the claim of store is bound to; it is nobody's.
var disk = map[string]any{
	"apiVersion": "v1", "kind": "PersistentVolume", "metadata": map[string]any{"name": "disk"},
	"spec": map[string]any{
		"accessModes": []any{"ReadWriteOnce"}, "capacity": map[string]any{"storage": "1Gi"}, "hostPath": map[string]any{"path": "/nowhere"},
		"persistentVolumeReclaimPolicy": "Retain",
	},
}

// asksOperator is what an operator makes as it starts: no unit holds it, and
// with nobody to answer it refuses the removal of every quota.
var asksOperator = map[string]any{
	"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": map[string]any{"name": "operator"},
	"webhooks": []any{map[string]any{
		"name": "quotas.example.com", "failurePolicy": "Fail", "sideEffects": "None", "timeoutSeconds": 1, "admissionReviewVersions": []any{"v1"},
		"clientConfig": map[string]any{"service": map[string]any{"namespace": "operator", "name": "webhook"}},
		"rules":        []any{map[string]any{"apiGroups": []any{""}, "apiVersions": []any{"v1"}, "resources": []any{"resourcequotas"}, "operations": []any{"DELETE"}}},
	}},
}

// TestUninstall: a platform goes from its clusters in order, what is not its own
// or holds data stays and is named, and bootstrap brings it back.
func TestUninstall(t *testing.T) {
	withTopologies(t, uninstalls, "argocd/hub")
}

func uninstalls(t *testing.T, agent, topology string) {
	l := newUninstall(t, agent, topology)
	before := everything(l)
	l.run("bootstrap", "--timeout", "4m")
	hub := l.client("hub")
	mine := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "mine", "namespace": "sample"}}
	if _, err := hub.Apply(t.Context(), "somebody", []map[string]any{asksOperator, mine}, kube.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}

	t.Log("a dry run changes nothing")
	out := l.run("uninstall", "--dry-run")
	if !strings.Contains(out, "GOES") || !strings.Contains(out, "would be left on hub: ConfigMap store/store: unit store has deletion policy orphan") {
		t.Errorf("it says\n%s", out)
	}
	l.run("status", "--wait", "1m")

	t.Log("a finalizer that nobody works off is named")
	_, stderr, err := l.try("uninstall", "--timeout", "30s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "Widget operator/first") || !strings.Contains(stderr, "take them off: slipway uninstall --force") {
		t.Fatalf("uninstall says %v\n%s", err, stderr)
	}
	if _, stderr, err := l.try("bootstrap"); exitCode(err) != 1 || !strings.Contains(stderr, "cluster hub is being uninstalled") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}

	t.Log("what is not the platform's or holds data stays")
	out = l.run("uninstall", "--force", "--timeout", "1m")
	kept := []string{
		"ConfigMap store/store", "LimitRange apps/platform", "Namespace apps", "Namespace store", "NetworkPolicy apps/allow-dns",
		"NetworkPolicy apps/default-deny", "PersistentVolumeClaim store/data", "ResourceQuota apps/platform",
	}
	want := map[string][]string{"hub": append([]string{"ConfigMap sample/mine", "Namespace sample"}, kept...), "spoke": kept}
	slices.Sort(want["hub"])
	if diff := cmp.Diff(want, minusOf(everything(l), before)); diff != "" {
		t.Errorf("left is (- wanted, + there):\n%s%s", diff, out)
	}
	for _, line := range []string{
		"left on hub: ConfigMap store/store: unit store has deletion policy orphan\n", "left on spoke: Namespace store: ConfigMap store/store and 1 more are in it\n",
		"left on hub: Namespace sample: ConfigMap sample/mine is in it\n", "acme is gone (clusters: 2); Git still has it\n",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("it does not say %q:\n%s", line, out)
		}
	}
	nothingOn(l, agent, "", "hub", "spoke")
	if out := l.run("uninstall"); out != "nothing of acme is on its clusters\n" {
		t.Errorf("uninstall again says\n%s", out)
	}

	t.Log("bootstrap brings everything back")
	l.run("bootstrap", "--timeout", "4m")
	l.run("status", "--wait", "1m")

	t.Log("data goes too where that is asked for; what is not the platform's stays")
	l.run("uninstall", "--delete-data", "--force", "--timeout", "1m")
	if diff := cmp.Diff(map[string][]string{"hub": {"ConfigMap sample/mine", "Namespace sample"}, "spoke": nil}, minusOf(everything(l), before)); diff != "" {
		t.Errorf("left is (- wanted, + there):\n%s", diff)
	}
}

// TestKilledUninstall kills an uninstall as each of its steps begins; the next
// goes on where that one ended.
func TestKilledUninstall(t *testing.T) {
	withAgents(t, func(t *testing.T, agent string) {
		l := newUninstall(t, agent, "hub")
		before := everything(l)
		l.run("bootstrap", "--timeout", "4m")
		const steps = 8
		for step := 1; step <= steps; step++ {
			killWhen(l, fmt.Sprintf("[%d/%d]", step, steps), 0, "uninstall", "--delete-data", "--force", "--timeout", "20s")
		}
		l.run("uninstall", "--delete-data", "--force", "--timeout", "20s")
		if diff := cmp.Diff(map[string][]string{"hub": nil, "spoke": nil}, minusOf(everything(l), before)); diff != "" {
			t.Errorf("left is (- wanted, + there):\n%s", diff)
		}
	})
}

func newUninstall(t *testing.T, agent, topology string) *lab {
	t.Helper()
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology).Replace(uninstallPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.write("catalog/operator/component.cue", operatorComponent)
	l.write("catalog/store/component.cue", storeComponent)
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	for _, cluster := range []string{"hub", "spoke"} {
		if _, err := l.client(cluster).Apply(t.Context(), "somebody", []map[string]any{disk}, kube.ApplyOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// everything is each object on each cluster, but for what Kubernetes itself
// makes and forgets.
func everything(l *lab) map[string][]string {
	l.t.Helper()
	out := map[string][]string{}
	for _, cluster := range []string{"hub", "spoke"} {
		c := l.client(cluster)
		kinds, err := c.Kinds(l.t.Context(), func(_, _ string) bool { return true })
		if err != nil {
			l.t.Fatal(err)
		}
		if err := c.EachMeta(l.t.Context(), kinds, func(m kube.Meta) {
			auto := m.Kind == "ServiceAccount" && m.Name == "default" || m.Name == "kube-root-ca.crt"
			if !auto && !slices.Contains([]string{"Lease", "EndpointSlice", "Endpoints"}, m.Kind) {
				out[cluster] = append(out[cluster], m.String())
			}
		}); err != nil {
			l.t.Fatal(err)
		}
		slices.Sort(out[cluster])
	}
	return out
}

// minusOf is what is in one list and not in the other, by cluster.
func minusOf(a, b map[string][]string) map[string][]string {
	out := map[string][]string{}
	for cluster, objects := range a {
		out[cluster] = nil
		for _, o := range objects {
			if !slices.Contains(b[cluster], o) {
				out[cluster] = append(out[cluster], o)
			}
		}
	}
	return out
}
