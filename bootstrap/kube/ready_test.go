package kube

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

func parse(t *testing.T, doc string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := yaml.Unmarshal([]byte(doc), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReady(t *testing.T) {
	tests := []struct{ name, object, want string }{
		{"deployment unseen", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 2},
			status: {observedGeneration: 1}}`, "Deployment n/d: its controller has not seen generation 2 yet"},
		{"deployment starting", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 1},
			spec: {replicas: 2}, status: {observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1}}`,
			"Deployment n/d: 1 of 2 replicas available"},
		{"deployment rolling", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 1},
			status: {observedGeneration: 1, replicas: 2, updatedReplicas: 1, availableReplicas: 2}}`,
			"Deployment n/d: 1 old replicas still to go"},
		{"deployment stuck", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 1},
			status: {observedGeneration: 1, conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded}]}}`,
			"Deployment n/d: 0 of 1 replicas available, no progress any more"},
		{"deployment ready", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 1},
			status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}}`, ""},
		{"deployment of none", `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, generation: 1},
			spec: {replicas: 0}, status: {observedGeneration: 1}}`, ""},
		{"statefulset", `{apiVersion: apps/v1, kind: StatefulSet, metadata: {namespace: n, name: s, generation: 1},
			spec: {replicas: 3}, status: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1}}`,
			"StatefulSet n/s: 1 of 3 replicas updated"},
		{"statefulset partition", `{apiVersion: apps/v1, kind: StatefulSet, metadata: {namespace: n, name: s, generation: 1},
			spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}},
			status: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1}}`, ""},
		{"daemonset", `{apiVersion: apps/v1, kind: DaemonSet, metadata: {namespace: n, name: s, generation: 1},
			status: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2}}`,
			"DaemonSet n/s: available on 2 of 3 nodes"},
		{"job failed", `{apiVersion: batch/v1, kind: Job, metadata: {namespace: n, name: j},
			status: {conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded}]}}`,
			"Job n/j: failed: BackoffLimitExceeded"},
		{"job running", `{apiVersion: batch/v1, kind: Job, metadata: {namespace: n, name: j}}`, "Job n/j: 0 of 1 completions"},
		{"job done", `{apiVersion: batch/v1, kind: Job, metadata: {namespace: n, name: j},
			status: {conditions: [{type: Complete, status: "True"}]}}`, ""},
		{"crd new", `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c}}`,
			"CustomResourceDefinition c: not yet NamesAccepted"},
		{"crd clash", `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c},
			status: {conditions: [{type: NamesAccepted, status: "False", message: '"App" is already in use'}]}}`,
			`CustomResourceDefinition c: not NamesAccepted: "App" is already in use`},
		{"namespace going", `{apiVersion: v1, kind: Namespace, metadata: {name: n, deletionTimestamp: "2026-01-01T00:00:00Z",
			finalizers: [kubernetes]}, status: {phase: Terminating}}`, "Namespace n: is being deleted, held by finalizer kubernetes"},
		{"namespace held", `{apiVersion: v1, kind: Namespace, metadata: {name: n, deletionTimestamp: "2026-01-01T00:00:00Z"}, status: {phase: Terminating, conditions: [
			{type: NamespaceContentRemaining, status: "True", message: some resources are remaining},
			{type: NamespaceFinalizersRemaining, status: "True", message: "some content has finalizers: example.com/stuck in 1 resource instances"}]}}`,
			"Namespace n: is being deleted: some content has finalizers: example.com/stuck in 1 resource instances"},
		{"apiservice", `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1beta1.metrics.k8s.io},
			status: {conditions: [{type: Available, status: "False", message: no endpoints}]}}`,
			"APIService v1beta1.metrics.k8s.io: not Available: no endpoints"},
		{"claim", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {namespace: n, name: c}, status: {phase: Pending}}`,
			"PersistentVolumeClaim n/c: is Pending"},
		{"pod done", `{apiVersion: v1, kind: Pod, metadata: {namespace: n, name: p}, status: {phase: Succeeded}}`, ""},
		{"pod pending", `{apiVersion: v1, kind: Pod, metadata: {namespace: n, name: p}, status: {phase: Pending}}`,
			"Pod n/p: is Pending"},
		{"generic old", `{apiVersion: x/v1, kind: X, metadata: {name: x, generation: 3}, status: {observedGeneration: 2,
			conditions: [{type: Ready, status: "True"}]}}`, "X x: its controller has not seen generation 3 yet"},
		{"generic unready", `{apiVersion: x/v1, kind: X, metadata: {name: x}, status: {conditions: [{type: Ready,
			status: "False", reason: Failed, message: "no such\nchart"}]}}`, "X x: not Ready: no such chart"},
		{"generic stalled", `{apiVersion: x/v1, kind: X, metadata: {name: x}, status: {conditions: [{type: Ready, status: "False"},
			{type: Stalled, status: "True", reason: Broken}]}}`, "X x: stalled: Broken"},
		{"no conditions", `{apiVersion: v1, kind: ConfigMap, metadata: {namespace: n, name: c}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ok, reason := Ready(parse(t, tt.object))
			if reason != tt.want || ok != (tt.want == "") {
				t.Errorf("got %v %q\nwant %q", ok, reason, tt.want)
			}
		})
	}
}
