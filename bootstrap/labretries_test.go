package bootstrap

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

func TestATryWithWhatGitHasNotAnyMoreIsEnded(t *testing.T) {
	for name, test := range map[string]struct{ operation, want string }{
		"nothing is tried":  {`null`, ""},
		"with what Git has": {`{"sync":{"source":{"helm":{"valueFiles":["a"]}}}}`, ""},
		"with what Git had": {`{"sync":{"source":{"helm":{"valueFiles":["a","notice"]}}}}`, `{"status":{"operationState":{"phase":"Terminating"}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := ""
			client := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if r.URL.Path != "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/hub" {
					_ = json.NewEncoder(w).Encode(discovered(r.URL.Path, "argoproj.io", "applications", "Application"))
					return
				}
				if r.Method == http.MethodPatch {
					body, _ := io.ReadAll(r.Body)
					changed = string(body)
				}
				_, _ = io.WriteString(w, `{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"hub","namespace":"argocd"},
					"spec":{"source":{"helm":{"valueFiles":["a"]}}},"operation":`+test.operation+`}`)
			}))
			parent := kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Namespace: "argocd", Name: "hub"}
			if err := endRetry(t.Context(), client, *allAgents(t)["argocd"].Retries, parent); err != nil || changed != test.want {
				t.Errorf("changed was %s, %v", changed, err)
			}
		})
	}
}

// discovered is what an API server with one kind says of itself.
func discovered(path, group, resource, kind string) map[string]any {
	type m = map[string]any
	version := group + "/v1alpha1"
	switch path {
	case "/api":
		return m{"kind": "APIVersions", "versions": []any{"v1"}}
	case "/apis":
		return m{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{m{"name": group, "versions": []any{m{"groupVersion": version, "version": "v1alpha1"}}}}}
	}
	return m{"kind": "APIResourceList", "groupVersion": version, "resources": []any{m{"name": resource, "kind": kind, "namespaced": true, "verbs": []any{"get", "list", "patch"}}}}
}
