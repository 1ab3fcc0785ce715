package bootstrap

import (
	"encoding/json"
	"io"
	"net/http"
	"path"
	"reflect"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// projects is an API server with AppProjects, by name, and what was changed of them.
type projects struct {
	there   map[string]map[string]any // metadata
	changed map[string]string
	listed  []string // as they were a moment before
	status  map[string]any
}

func (p projects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	type m = map[string]any
	w.Header().Set("Content-Type", "application/json")
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	meta, there := p.there[path.Base(r.URL.Path)]
	switch {
	case r.URL.Path == "/api":
		say(m{"kind": "APIVersions", "versions": []any{"v1"}})
	case r.URL.Path == "/apis":
		say(m{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{m{"name": "argoproj.io", "versions": []any{m{"groupVersion": "argoproj.io/v1alpha1", "version": "v1alpha1"}}}}})
	case r.URL.Path == "/apis/argoproj.io/v1alpha1":
		say(m{"kind": "APIResourceList", "groupVersion": "argoproj.io/v1alpha1", "resources": []any{m{"name": "appprojects", "kind": "AppProject", "namespaced": true, "verbs": []any{"get", "list", "patch"}}}})
	case path.Base(r.URL.Path) == "appprojects":
		var items []any
		for _, name := range p.listed {
			items = append(items, m{"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": m{"name": name, "namespace": "argocd"}, "status": p.status[name]})
		}
		say(m{"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProjectList", "metadata": m{}, "items": items})
	case !there && r.Method == http.MethodPatch: // as where fields are required that the patch lacks
		w.WriteHeader(http.StatusUnprocessableEntity)
		say(m{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Invalid", "code": 422, "message": "spec: Required value"})
	case there:
		if r.Method == http.MethodPatch {
			change, _ := io.ReadAll(r.Body)
			p.changed[path.Base(r.URL.Path)] = string(change)
		}
		say(m{"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": meta})
	default:
		w.WriteHeader(http.StatusNotFound)
		say(m{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})
	}
}

func TestWhatLingersIsFreedWhereGitHasIt(t *testing.T) {
	meta := func(name string, deleted bool) map[string]any {
		out := map[string]any{"name": name, "namespace": "argocd", "uid": name + "-1", "finalizers": []any{"resources-finalizer.argocd.argoproj.io"}}
		if deleted {
			out["deletionTimestamp"] = "2026-11-26T18:00:00Z"
		}
		return out
	}
	server := projects{there: map[string]map[string]any{"sample": meta("sample", true), "namespaces": meta("namespaces", false), "dropped": meta("dropped", true)}, changed: map[string]string{}}
	client := clientOf(t, server)
	components := []*platform.Component{{Name: "namespaces"}, {Name: "sample"}, {Name: "not-there-yet"}}
	if err := freeLingering(t.Context(), client, allAgents(t)["argocd"], components); err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"sample": `{"metadata":{"finalizers":null,"uid":"sample-1"}}`}; !reflect.DeepEqual(server.changed, want) {
		t.Errorf("changed were %v", server.changed)
	}
}

func TestWhatGoesWhileItIsAskedToLookIsPassedOver(t *testing.T) {
	argocd := *allAgents(t)["argocd"]
	argocd.Resyncs[0].Kind = "AppProject"
	server := projects{there: map[string]map[string]any{"sample": {"name": "sample", "namespace": "argocd"}}, changed: map[string]string{}, listed: []string{"gone", "sample"}}
	s := &session{kube: clientOf(t, server), Options: Options{Agent: &argocd}}
	if err := s.resync(t.Context(), "now", ""); err != nil || len(server.changed) != 1 {
		t.Errorf("asked were %v, %v", server.changed, err)
	}
}
