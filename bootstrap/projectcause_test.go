package bootstrap

import (
	"strings"
	"testing"
)

// A component that is disabled and enabled again within seconds: the root's sync
// waits for the project, and the project for an Application that is there to stay.
func TestAProjectThatWaitsForItsApplicationIsTheCause(t *testing.T) {
	argocd := allAgents(t)["argocd"]
	root := map[string]any{
		"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": map[string]any{"name": "root", "namespace": "argocd"},
		"spec": map[string]any{"source": map[string]any{"path": "gitops/argocd"}},
		"status": map[string]any{"sync": map[string]any{"status": "OutOfSync"}, "health": map[string]any{"status": "Healthy"},
			"operationState": map[string]any{"phase": "Running", "message": "waiting for deletion of argoproj.io/AppProject/sample and 1 more resources"}},
	}
	e := &engine{agent: argocd, host: recorded{root}}
	found := e.linkCause(t.Context(), "", ref(argocd.RootRef)).named()
	if found.Name != "project-terminating" || !strings.Contains(found.Cause, "AppProject sample ") {
		t.Errorf("got %+v", found)
	}
	if !strings.HasSuffix(found.Mend, `kubectl -n argocd patch appproject sample --type merge -p '{"metadata":{"finalizers":null}}'`) {
		t.Errorf("the mend is %s", found.Mend)
	}
}
