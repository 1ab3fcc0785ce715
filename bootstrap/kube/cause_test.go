package kube

import (
	"context"
	"testing"
)

// world is a reader over fixed objects.
type world []map[string]any

func (w world) Get(_ context.Context, r Ref) (map[string]any, error) {
	for _, obj := range w {
		if RefOf(obj) == r {
			return obj, nil
		}
	}
	return nil, ErrNotFound
}

func (w world) List(_ context.Context, r Ref, _ ListOptions) ([]map[string]any, error) {
	var out []map[string]any
	for _, obj := range w {
		if got := RefOf(obj); got.Kind == r.Kind && got.Namespace == r.Namespace {
			out = append(out, obj)
		}
	}
	return out, nil
}

// Log is what the one container of every pod wrote.
func (w world) Log(context.Context, string, string, LogOptions) (string, error) {
	return "listen: address in use\n", nil
}

const (
	serverDeployment = `{apiVersion: apps/v1, kind: Deployment, metadata: {namespace: n, name: d, uid: d1, generation: 1},
		status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1}}`
	oldSet = `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {namespace: n, name: d-old, uid: r0, ownerReferences: [{uid: d1}],
		annotations: {deployment.kubernetes.io/revision: "9"}}}`
	newSet = `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {namespace: n, name: d-new, uid: r1, ownerReferences: [{uid: d1}],
		annotations: {deployment.kubernetes.io/revision: "10"}}}`
	silentPod = `{apiVersion: v1, kind: Pod, metadata: {namespace: n, name: a-silent, uid: p0, ownerReferences: [{uid: r1}]},
		status: {phase: Pending}}`
)

const (
	taintedNode    = `{apiVersion: v1, kind: Node, metadata: {name: control-plane}, spec: {taints: [{key: c}]}, status: {conditions: [{type: Ready, status: "True"}]}}`
	unreadyNodeDoc = `{apiVersion: v1, kind: Node, metadata: {name: worker}, spec: {taints: [{key: n}]},
		status: {conditions: [{type: Ready, status: "False", reason: KubeletNotReady, message: cni plugin not initialized}]}}`
)

var untolerated = podWith(`{phase: Pending, conditions: [{type: PodScheduled, status: "False",
	message: '0/2 nodes are available: 2 node(s) had untolerated taint(s).'}]}`)

func podWith(status string) string {
	return `{apiVersion: v1, kind: Pod, metadata: {namespace: n, name: p, uid: p1, ownerReferences: [{uid: r1}]},
		spec: {volumes: [{persistentVolumeClaim: {claimName: data}}]}, status: ` + status + `}`
}

func TestCause(t *testing.T) {
	deployment := Ref{"apps/v1", "Deployment", "n", "d"}
	const prefix = "Deployment n/d: 0 of 1 replicas available: "
	tests := []struct {
		name    string
		objects []string
		want    string
	}{
		{"gone", nil, "Deployment n/d: does not exist"},
		{"image", []string{serverDeployment, oldSet, newSet, silentPod, podWith(`{phase: Pending, containerStatuses: [{name: server,
			state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "x:1"'}}}]}`)},
			prefix + `Pod p: container server: ImagePullBackOff: Back-off pulling image "x:1"`},
		{"crash", []string{serverDeployment, newSet, podWith(`{phase: Running, containerStatuses: [{name: server,
			state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}},
			lastState: {terminated: {exitCode: 1, reason: Error, message: "bad flag\n"}}}]}`)},
			prefix + "Pod p: container server: CrashLoopBackOff: Error (exit code 1): bad flag"},
		{"crash that told the kubelet nothing", []string{serverDeployment, newSet, podWith(`{phase: Running, containerStatuses: [{name: server,
			state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}},
			lastState: {terminated: {exitCode: 1, reason: Error}}}]}`)},
			prefix + "Pod p: container server: CrashLoopBackOff: Error (exit code 1); its last line: listen: address in use"},
		{"init", []string{serverDeployment, newSet, podWith(`{phase: Pending, initContainerStatuses: [{name: copy,
			state: {terminated: {exitCode: 137, reason: OOMKilled}}}], containerStatuses: [{name: server,
			state: {waiting: {reason: PodInitializing}}}]}`)},
			prefix + "Pod p: container copy: OOMKilled (exit code 137); its last line: listen: address in use"},
		{"unschedulable", []string{serverDeployment, newSet, podWith(`{phase: Pending, conditions: [{type: PodScheduled,
			status: "False", reason: Unschedulable, message: 0/1 nodes are available}]}`)},
			prefix + "Pod p: unschedulable: 0/1 nodes are available"},
		{"no node ready", []string{serverDeployment, newSet, untolerated, taintedNode, unreadyNodeDoc},
			prefix + "Pod p: unschedulable: 0/2 nodes are available: 2 node(s) had untolerated taint(s).: Node worker: cni plugin not initialized"},
		{"a node that is ready", []string{serverDeployment, newSet, untolerated, unreadyNodeDoc, `{apiVersion: v1, kind: Node, metadata: {name: other},
			status: {conditions: [{type: Ready, status: "True"}]}}`},
			prefix + "Pod p: unschedulable: 0/2 nodes are available: 2 node(s) had untolerated taint(s)."},
		{"claim", []string{serverDeployment, newSet, podWith(`{phase: Pending, conditions: [{type: PodScheduled, status: "False",
			message: pod has unbound immediate PersistentVolumeClaims}]}`),
			`{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {namespace: n, name: data, uid: c1}, status: {phase: Pending}}`,
			`{apiVersion: v1, kind: Event, metadata: {namespace: n, name: e}, type: Warning, involvedObject: {uid: c1},
				reason: ProvisioningFailed, message: storageclass "fast" not found}`},
			prefix + `Pod p: PersistentVolumeClaim n/data: is Pending: ProvisioningFailed: storageclass "fast" not found`},
		{"events", []string{serverDeployment, newSet, silentPod,
			`{apiVersion: v1, kind: Event, metadata: {namespace: n, name: e1}, type: Warning, involvedObject: {uid: p0},
				reason: Old, lastTimestamp: "2026-01-01T00:00:00Z"}`,
			`{apiVersion: v1, kind: Event, metadata: {namespace: n, name: e2}, type: Warning, involvedObject: {uid: p0},
				reason: FailedMount, message: secret "x" not found, eventTime: "2026-01-01T00:00:01.5Z"}`,
			`{apiVersion: v1, kind: Event, metadata: {namespace: n, name: e3}, type: Normal, involvedObject: {uid: p0},
				reason: Pulling, lastTimestamp: "2026-01-02T00:00:00Z"}`},
			prefix + `Pod a-silent: FailedMount: secret "x" not found`},
		{"quota", []string{serverDeployment, newSet[:len(newSet)-1] + `, status: {conditions: [{type: ReplicaFailure, status: "True",
			reason: FailedCreate, message: "exceeded quota"}]}}`}, prefix + "exceeded quota"},
		{"nothing known", []string{serverDeployment}, "Deployment n/d: 0 of 1 replicas available"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w world
			for _, doc := range tt.objects {
				w = append(w, parse(t, doc))
			}
			got, err := Cause(t.Context(), w, deployment)
			if err != nil || got.Text != tt.want {
				t.Errorf("got  %q, %v\nwant %q", got.Text, err, tt.want)
			}
		})
	}
}
