package kube

import (
	"errors"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

func schemaResource(name string) schema.GroupResource { return schema.GroupResource{Resource: name} }

func object(apiVersion, kind, namespace, name string, more ...map[string]any) map[string]any {
	meta := map[string]any{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	out := map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": meta}
	for _, m := range more {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

func TestStagesOrder(t *testing.T) {
	objs := []map[string]any{
		object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", "w"),
		object("argoproj.io/v1alpha1", "Application", "argocd", "root"),
		object("apps/v1", "Deployment", "argocd", "b"),
		object("apps/v1", "Deployment", "argocd", "a"),
		object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "crd"),
		object("v1", "ConfigMap", "argocd", "c"),
		object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "r"),
		object("v1", "Namespace", "", "argocd"),
	}
	var got []string
	for _, stage := range stages(objs) {
		for _, obj := range stage {
			got = append(got, RefOf(obj).String())
		}
		got = append(got, "|")
	}
	want := []string{"Namespace argocd", "|", "CustomResourceDefinition crd", "|", "ClusterRole r", "ConfigMap argocd/c",
		"Deployment argocd/a", "Deployment argocd/b", "Application argocd/root", "ValidatingWebhookConfiguration w", "|"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPrepareCopiesOpensListsAndDropsServerFields(t *testing.T) {
	in := object("v1", "ConfigMap", "n", "c", map[string]any{"data": map[string]any{"n": 1}})
	in["metadata"].(map[string]any)["resourceVersion"] = "7"
	got, err := prepare([]map[string]any{{"apiVersion": "v1", "kind": "List", "items": []any{in}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || text(got[0], "metadata", "resourceVersion") != "" {
		t.Errorf("got %v", got)
	}
	if _, ok := field(got[0], "data", "n").(int64); !ok {
		t.Errorf("numbers must be int64, got %T", field(got[0], "data", "n"))
	}
	if text(in, "metadata", "resourceVersion") != "7" {
		t.Error("the caller's object was changed")
	}
	if _, err := prepare([]map[string]any{{"kind": "ConfigMap"}}); err == nil {
		t.Error("an object without a name must be refused")
	}
}

func TestConflictNamesTheOtherManager(t *testing.T) {
	err := applyError(Ref{"v1", "ConfigMap", "argocd", "argocd-cm"}, apierrors.NewApplyConflict([]metav1.StatusCause{
		{Type: metav1.CauseTypeFieldManagerConflict, Message: `conflict with "kubectl-edit" using v1`, Field: ".data.url"},
		{Type: metav1.CauseTypeFieldManagerConflict, Message: `conflict with "kubectl-edit" using v1`, Field: ".data.x"},
	}, "Apply failed"))
	want := "apply ConfigMap argocd/argocd-cm: .data.url, .data.x set by field manager kubectl-edit"
	var conflict *ConflictError
	if !errors.As(err, &conflict) || err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestApplyErrorsOfSecretsQuoteNothing(t *testing.T) {
	for _, answer := range []error{apierrors.NewBadRequest("cannot convert hunter2"), apierrors.NewInternalError(errors.New("hunter2"))} {
		err := applyError(Ref{"v1", "Secret", "argocd", "repo"}, answer)
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "hunter2") {
				t.Errorf("got %q", e)
			}
		}
		if !strings.Contains(err.Error(), "Secret argocd/repo") || Transient(err) != Transient(answer) {
			t.Errorf("got %q", err)
		}
	}
}

// TestApplyErrorsOfSecretsSayWhoRefused: what names the cause holds no value.
func TestApplyErrorsOfSecretsSayWhoRefused(t *testing.T) {
	for message, want := range map[string]string{
		`secrets "repo" is forbidden: exceeded quota: full, requested: count/secrets=1, used: count/secrets=0, limited: count/secrets=0`: "exceeded quota: full, requested: count/secrets=1, used: count/secrets=0, limited: count/secrets=0",
		`secrets "repo" is forbidden: unable to create new content in namespace argocd because it is being terminated`:                   "unable to create new content in namespace argocd because it is being terminated",
		`secrets "repo" is forbidden: ValidatingAdmissionPolicy 'no' with binding 'no-more' denied request: hunter2 is weak`:             "ValidatingAdmissionPolicy 'no' with binding 'no-more' denied request",
		`admission webhook "check.example.com" denied the request: hunter2 is weak`:                                                      `admission webhook "check.example.com" denied the request`,
		`secrets "repo" is forbidden: User "alice" cannot patch resource "secrets" in API group "" in the namespace "argocd"`:            `User "alice" cannot patch resource "secrets" in API group "" in the namespace "argocd"`,
	} {
		err := applyError(Ref{"v1", "Secret", "argocd", "repo"}, apierrors.NewForbidden(schema.GroupResource{Resource: "secrets"}, "repo", errors.New(message)))
		if !strings.Contains(err.Error(), ": "+want+" (") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %q", err)
		}
	}
}

func TestDifferencesArePaths(t *testing.T) {
	a := map[string]any{"data": map[string]any{"same": "1", "gone": "2", "list": []any{"x"}}}
	b := map[string]any{"data": map[string]any{"same": "1", "new": "3", "list": []any{"y"}}}
	want := []string{".data.gone", ".data.list", ".data.new"}
	if got := differences(a, b); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKubeconfigErrorsListContexts(t *testing.T) {
	kubeconfig := []byte(`{apiVersion: v1, kind: Config, current-context: gone,
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}], users: [{name: u, user: {}}],
contexts: [{name: b, context: {cluster: c, user: u}}, {name: a, context: {cluster: c, user: u}}]}`)
	for _, context := range []string{"x", ""} {
		_, err := Connect(kubeconfig, context)
		if err == nil || !strings.Contains(err.Error(), "it has a, b") {
			t.Errorf("context %q: got %v", context, err)
		}
	}
	c, err := Connect(kubeconfig, "a")
	if err != nil || c.Context() != "a" || c.Server() != "https://127.0.0.1:1" {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := c.Version(t.Context()); err == nil || !Transient(err) {
		t.Errorf("nothing listens there: got %v", err)
	}
}
