//go:build e2e && linux

package e2e

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

type object = map[string]any

func objectOf(apiVersion, kind, namespace, name string, rest object) object {
	meta := object{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	out := object{"apiVersion": apiVersion, "kind": kind, "metadata": meta}
	for key, value := range rest {
		out[key] = value
	}
	return out
}

// puts applies objects as somebody else would, and returns what deletes them.
func (l *lab) puts(objects ...object) (remove func()) {
	l.t.Helper()
	hub := l.client("hub")
	if _, err := hub.Apply(l.t.Context(), "somebody", objects, kube.ApplyOptions{Force: true}); err != nil {
		l.t.Fatal(err)
	}
	return func() {
		for _, o := range objects {
			if err := hub.Delete(l.t.Context(), kube.RefOf(o), kube.Background); err != nil {
				l.t.Error(err)
			}
		}
	}
}

// refused waits until nobody may write any more, or again: the API server learns
// of either a moment later.
func (l *faultLab) refused(want bool) {
	l.t.Helper()
	probe := objectOf("v1", "ConfigMap", "default", "probe", nil)
	hub := l.client("hub")
	err := kube.Wait(l.t.Context(), fmt.Sprintf("changes to be refused (%t)", want), 100*time.Millisecond, time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		_, err := hub.Differences(ctx, "somebody", probe, kube.ApplyOptions{})
		if err == nil {
			_, err = hub.Apply(ctx, "somebody", []object{probe}, kube.ApplyOptions{})
		}
		return (err != nil) == want, fmt.Sprint("they say: ", err), nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

var everyChange = []any{object{"apiGroups": []any{"*"}, "apiVersions": []any{"*"}, "resources": []any{"*/*"}, "operations": []any{"CREATE", "UPDATE"}}}

func refuseByWebhook(l *faultLab, _ int) func() {
	l.t.Helper()
	lift := l.puts(objectOf("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", "refuses", object{"webhooks": []any{object{
		"name": "refuses.example.com", "failurePolicy": "Fail", "sideEffects": "None", "timeoutSeconds": 1, "admissionReviewVersions": []any{"v1"},
		"clientConfig": object{"service": object{"namespace": "nowhere", "name": "webhook"}}, "rules": everyChange,
	}}}))
	l.refused(true)
	return l.andProbe(lift)
}

// refusal is a policy by which the API server denies what rules match.
func refusal(rules []any) []object {
	return []object{
		objectOf("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "", "refuses", object{"spec": object{
			"failurePolicy": "Fail", "matchConstraints": object{"resourceRules": rules}, "validations": []any{object{"expression": "false"}},
		}}),
		objectOf("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "", "refuses", object{"spec": object{
			"policyName": "refuses", "validationActions": []any{"Deny"},
		}}),
	}
}

func refuseByPolicy(l *faultLab, _ int) func() {
	l.t.Helper()
	lift := l.puts(refusal(everyChange)...)
	l.refused(true)
	return l.andProbe(lift)
}

// andProbe removes too what was written to see whether one may.
func (l *faultLab) andProbe(lift func()) func() {
	return func() {
		lift()
		l.refused(false)
		if err := l.client("hub").Delete(l.t.Context(), kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "default", Name: "probe"}, kube.Background); err != nil {
			l.t.Error(err)
		}
	}
}

func exceedQuota(l *faultLab, _ int) func() {
	l.t.Helper()
	quota := func(namespace, what string) object {
		return objectOf("v1", "ResourceQuota", namespace, "full", object{"spec": object{"hard": object{what: "0"}}})
	}
	l.puts(objectOf("v1", "Namespace", "", "flux-system", nil), objectOf("v1", "Namespace", "", "sample", nil))
	lift := l.puts(quota("flux-system", "count/secrets"), quota("sample", "pods"))
	for _, namespace := range []string{"flux-system", "sample"} { // one that nobody has counted by yet refuses nothing
		l.eventually(l.client("hub"), kube.Ref{APIVersion: "v1", Kind: "ResourceQuota", Namespace: namespace, Name: "full"}, "in force", func(obj map[string]any) bool {
			status, _ := obj["status"].(map[string]any)
			return status["hard"] != nil
		})
	}
	return lift
}

// held keeps an object: nobody works that finalizer off.
var held = []any{"example.com/stuck"}

func stickCRD(l *faultLab, _ int) func() {
	l.t.Helper()
	const name = "kustomizations.kustomize.toolkit.fluxcd.io"
	r := kube.Ref{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: name}
	crd := objectOf(r.APIVersion, r.Kind, "", name, object{"spec": object{
		"group": "kustomize.toolkit.fluxcd.io", "scope": "Namespaced", "names": object{"kind": "Kustomization", "plural": "kustomizations"},
		"versions": []any{object{"name": "v1", "served": true, "storage": true, "schema": object{"openAPIV3Schema": object{"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}},
	}})
	if there, err := l.client("hub").Exists(l.t.Context(), r); err != nil {
		l.t.Fatal(err)
	} else if there {
		delete(crd, "spec")
	}
	return l.stick(crd, r)
}

func stickNamespace(l *faultLab, _ int) func() {
	l.t.Helper()
	l.puts(objectOf("v1", "Namespace", "", "flux-system", nil))
	r := kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: "flux-system"}
	return l.stick(objectOf("v1", "ConfigMap", "flux-system", "held", nil), r)
}

// stick holds an object by a finalizer and deletes another, or the same.
func (l *faultLab) stick(holds object, goes kube.Ref) (lift func()) {
	l.t.Helper()
	hub := l.client("hub")
	holds["metadata"].(object)["finalizers"] = held
	l.puts(holds)
	if err := hub.Delete(l.t.Context(), goes, kube.Background); err != nil {
		l.t.Fatal(err)
	}
	l.eventually(hub, goes, "on its way out", isTerminating)
	return func() {
		r := kube.RefOf(holds)
		kinds, err := hub.Kinds(l.t.Context(), func(_, kind string) bool { return kind == r.Kind })
		if err != nil {
			l.t.Fatal(err)
		}
		err = hub.EachMeta(l.t.Context(), kinds, func(m kube.Meta) {
			if m.Name == r.Name && m.Namespace == r.Namespace {
				if _, err := hub.Cut(l.t.Context(), m, kube.Cut{Finalizers: true}); err != nil {
					l.t.Error(err)
				}
			}
		})
		if err != nil {
			l.t.Error(err)
		}
	}
}

// isTerminating reports whether the cluster has begun to work a deletion off:
// until then it takes what is written.
func isTerminating(obj object) bool {
	status, _ := obj["status"].(object)
	conditions, _ := status["conditions"].([]any)
	for _, c := range conditions {
		if c, ok := c.(object); ok && c["status"] == "True" && (c["type"] == "Terminating" || c["type"] == "NamespaceFinalizersRemaining") {
			return true
		}
	}
	return false
}

// crashAgent takes the address that the agent's source-controller needs.
func crashAgent(l *faultLab, step int) func() {
	l.t.Helper()
	dir := filepath.Join(l.folder(), "agents", "hub")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		l.t.Fatal(err)
	}
	ports, err := local.OpenPorts(filepath.Join(dir, "ports.json"), "")
	if err != nil {
		l.t.Fatal(err)
	}
	address, err := ports.Address("source-health")
	if err != nil {
		l.t.Fatal(err)
	}
	if step > 4 {
		l.signal(l.pid("hub/flux/source-controller"), syscall.SIGKILL)
	}
	var taken net.Listener
	err = kube.Wait(l.t.Context(), address+" to be free", 10*time.Millisecond, 10*time.Second, func(string) {}, func(context.Context) (_ bool, _ string, err error) {
		taken, err = net.Listen("tcp", address)
		if errors.Is(err, syscall.EADDRINUSE) {
			return false, "it is not", nil
		}
		return err == nil, "", err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return func() { taken.Close() }
}
