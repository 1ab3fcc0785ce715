package bootstrap

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestUnlisted: what cannot be listed is not taken for empty. An error ends the
// look; where only the conversion of a kind is dead, no namespace goes. The
// server is a stand-in that refuses one list: no real one does so on demand.
func TestUnlisted(t *testing.T) {
	for name, c := range map[string]struct {
		code    int
		message string
		fails   bool
		group   string
	}{
		"not allowed":     {http.StatusForbidden, "persistentvolumeclaims is forbidden", true, ""},
		"out of order":    {http.StatusInternalServerError, "etcdserver: request timed out", true, ""},
		"dead conversion": {http.StatusInternalServerError, "conversion webhook for example.com/v1, Kind=Widget failed: no endpoints available", false, ""},
		"dead API":        {http.StatusServiceUnavailable, "service unavailable", false, "store.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			client := refusing(t, c.code, c.message, c.group)
			leaves := agentTraces(t)["flux"]
			h := &leaving{moving: &moving{leaves: leaves}}
			s, err := (&uninstall{}).survey(t.Context(), h, &target{Cluster: &platform.Cluster{Name: "hub", RunsAgent: true}, client: client})
			if c.fails {
				if err == nil || !strings.Contains(err.Error(), c.message) {
					t.Errorf("the look ends with %v", err)
				}
				return
			}
			if err != nil || len(s.namespaces) != 1 || s.keeps("store") == "" || len(s.left) != 1 {
				t.Errorf("%v: %+v", err, s)
			}
		})
	}
}

// refusing is a server with one namespace of the platform's, and claims that it
// does not list; or with none, and a group that does not answer.
func refusing(t *testing.T, code int, message, group string) *kube.Client {
	t.Helper()
	const verbs = `"verbs":["list","patch","delete","get"]`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/api":
			fmt.Fprint(w, `{"kind":"APIVersions","versions":["v1"]}`)
		case r.URL.Path == "/apis" && group != "":
			fmt.Fprintf(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":%[1]q,"versions":[{"groupVersion":"%[1]s/v1","version":"v1"}],
				"preferredVersion":{"groupVersion":"%[1]s/v1","version":"v1"}}]}`, group)
		case r.URL.Path == "/apis":
			fmt.Fprint(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`)
		case strings.HasSuffix(r.URL.Path, "/persistentvolumeclaims") && group != "":
			fmt.Fprint(w, `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[]}`)
		case r.URL.Path == "/api/v1":
			fmt.Fprintf(w, `{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"namespaces","kind":"Namespace",%s},
				{"name":"persistentvolumeclaims","kind":"PersistentVolumeClaim","namespaced":true,%s}]}`, verbs, verbs)
		case strings.HasSuffix(r.URL.Path, "/namespaces"):
			fmt.Fprint(w, `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1",
				"metadata":{"name":"store","labels":{"kustomize.toolkit.fluxcd.io/name":"namespaces.cluster.hub"},"managedFields":[{"manager":"kustomize-controller","operation":"Apply"}]}}]}`)
		default:
			w.WriteHeader(code)
			fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":%q,"code":%d}`, message, code)
		}
	}))
	t.Cleanup(server.Close)
	client, err := kube.Connect(fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
		"clusters":[{"name":"c","cluster":{"server":%q}}],"users":[{"name":"u","user":{}}]}`, server.URL), "")
	if err != nil {
		t.Fatal(err)
	}
	return client
}
