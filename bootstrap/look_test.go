package bootstrap

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestLooksAreFew: a fleet's units are looked at page by page, and not one by
// one, by status and by waits; one cluster's are not looked for among others'.
// The server is a stand-in: it counts, and has more than a real one has in time.
func TestLooksAreFew(t *testing.T) {
	for name, c := range map[string]struct{ clusters, of, requests int }{
		"one cluster":             {1, 1, 11},
		"two clusters":            {2, 2, 1},
		"a small fleet":           {45, 45, 1},
		"a fleet":                 {1000, 1000, 22},
		"two clusters of a fleet": {2, 1000, 22},
	} {
		t.Run(name, func(t *testing.T) {
			agent := fluxLike()
			fleet := newFleet(t, c.of)
			w := &watcher{engine: engine{agent: agent}, kube: fleet.client, timeout: time.Minute, units: 10 * c.of}
			var refs []kube.Ref
			for _, one := range fleet.clusters[:c.clusters] {
				refs = append(refs, unitRefs(agent, one)...)
			}
			seen, err := w.look(t.Context(), append(refs, refs[0]))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range refs {
				if !seen[r].good() {
					t.Fatalf("%s is %s", r, seen[r])
				}
			}
			if fleet.requests != c.requests {
				t.Errorf("a look takes %d requests, not %d", fleet.requests, c.requests)
			}
			fleet.requests = 0
			l := &lookout{w: w, left: refs}
			for _, r := range refs {
				if _, err := w.await(t.Context(), l, awaited{ref: r, what: r.Name}, quietStep{}); err != nil {
					t.Fatal(err)
				}
			}
			if fleet.requests != c.requests {
				t.Errorf("waiting for them takes %d requests, not %d", fleet.requests, c.requests)
			}
		})
	}
}

// TestALookSeesWhatIsNotInOrder in a list as one by one.
func TestALookSeesWhatIsNotInOrder(t *testing.T) {
	for _, clusters := range []int{1, 100} {
		agent, fleet := fluxLike(), newFleet(t, clusters)
		refs := unitRefs(agent, fleet.clusters[0])
		for _, c := range fleet.clusters[1:] {
			refs = append(refs, unitRefs(agent, c)...)
		}
		fleet.says[refs[1].Name], fleet.says[refs[2].Name] = "False", "gone"
		seen, err := (&watcher{engine: engine{agent: agent}, kube: fleet.client}).look(t.Context(), refs)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range map[int]Verdict{0: {Sync: "True", fine: true}, 1: {Sync: "False"}, 2: missing(), 3: {Sync: "True", fine: true}} {
			if seen[refs[i]] != want {
				t.Errorf("%d clusters: %s is %+v, not %+v", clusters, refs[i], seen[refs[i]], want)
			}
		}
	}
}

// TestALookoutBelievesWhatItSaw: what was in order at a commit is so while the agent looks at it again, and not once
// that fails, or is asked for something else.
func TestALookoutBelievesWhatItSaw(t *testing.T) {
	well := Verdict{Sync: "True", Commit: "a", fine: true}
	for name, tt := range map[string]struct {
		now  Verdict
		want bool
	}{
		"looked at again":           {Verdict{Sync: "Unknown", Commit: "a", patience: 1, again: true}, true},
		"brought to another commit": {Verdict{Sync: "Unknown", Commit: "b", patience: 1, again: true}, false},
		"its pods start again":      {Verdict{Sync: "True", Health: "Progressing", Commit: "a", patience: 1}, false},
		"failed":                    {Verdict{Sync: "False", Commit: "a"}, false},
		"changed meanwhile":         {Verdict{Sync: "True", Commit: "a", patience: 1, again: true, Stale: true}, false},
		"gone":                      {missing(), false},
	} {
		if got := well.looksAgain(tt.now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	agent, fleet := fluxLike(), newFleet(t, 100)
	agent.Status.Waits = platform.Waits{Path: "status.sync", Reasons: []string{"Unknown"}, Again: []string{"Unknown"}}
	var refs []kube.Ref
	for _, c := range fleet.clusters {
		refs = append(refs, unitRefs(agent, c)...)
	}
	l := &lookout{w: &watcher{engine: engine{agent: agent}, kube: fleet.client}, left: refs}
	for _, at := range []string{"True", "Unknown"} {
		fleet.says[refs[7].Name] = at
		if _, err := l.verdict(t.Context(), refs[0], true); err != nil || !l.seen[refs[7]].good() {
			t.Errorf("after %s: %s, %v", at, l.seen[refs[7]], err)
		}
	}
	fleet.says[refs[7].Name] = "False"
	if _, err := l.verdict(t.Context(), refs[0], true); err != nil || l.seen[refs[7]].good() {
		t.Errorf("once it fails: %s, %v", l.seen[refs[7]], err)
	}
}

func fluxLike() *platform.Agent {
	kustomization := platform.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system"}
	agent := &platform.Agent{ParentRef: kustomization, UnitRef: kustomization, Status: platform.StatusPaths{Sync: "status.sync", Synced: "True"}}
	agent.ParentRef.Name, agent.UnitRef.Name = "$cluster", "$unit.$cluster"
	return agent
}

// fleet is a hub's API server with ten units for each cluster, all in order but
// for what says otherwise.
type fleet struct {
	client   *kube.Client
	clusters []*platform.Cluster
	names    []string
	says     map[string]string
	requests int // for objects
}

func newFleet(t *testing.T, clusters int) *fleet {
	t.Helper()
	f := &fleet{says: map[string]string{}}
	for i := range clusters {
		c := &platform.Cluster{Name: fmt.Sprintf("c%d", i)}
		f.names = append(f.names, c.Name)
		for u := range 10 {
			unit := &platform.Unit{Name: fmt.Sprintf("u%d", u)}
			c.Placements = append(c.Placements, platform.Placement{Unit: unit})
			f.names = append(f.names, unit.Name+"."+c.Name)
		}
		f.clusters = append(f.clusters, c)
	}
	f.client = clientOf(t, f)
	return f
}

// clientOf reaches what plays an API server.
func clientOf(t *testing.T, played http.Handler) *kube.Client {
	t.Helper()
	server := httptest.NewServer(played)
	t.Cleanup(server.Close)
	client, err := kube.Connect(fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
		"clusters":[{"name":"c","cluster":{"server":%q}}],"users":[{"name":"u","user":{}}]}`, server.URL), "")
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	group, objects := "/apis/kustomize.toolkit.fluxcd.io/v1", "/namespaces/flux-system/kustomizations"
	name, isObject := strings.CutPrefix(r.URL.Path, group+objects)
	switch {
	case r.URL.Path == "/api":
		fmt.Fprint(w, `{"kind":"APIVersions","versions":[]}`)
	case r.URL.Path == "/apis":
		fmt.Fprint(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"kustomize.toolkit.fluxcd.io",
			"versions":[{"groupVersion":"kustomize.toolkit.fluxcd.io/v1","version":"v1"}]}]}`)
	case r.URL.Path == group:
		fmt.Fprint(w, `{"kind":"APIResourceList","groupVersion":"kustomize.toolkit.fluxcd.io/v1",
			"resources":[{"name":"kustomizations","kind":"Kustomization","namespaced":true,"verbs":["list","get"]}]}`)
	case isObject:
		f.requests++
		f.serve(w, r, strings.TrimPrefix(name, "/"))
	default:
		f.requests++
		http.NotFound(w, r)
	}
}

func (f *fleet) serve(w http.ResponseWriter, r *http.Request, name string) {
	if name != "" {
		if f.says[name] == "gone" {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`)
			return
		}
		_ = json.NewEncoder(w).Encode(f.object(name))
		return
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("continue"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	to, items, meta := min(from+limit, len(f.names)), []any{}, map[string]any{}
	for _, name := range f.names[from:to] {
		if f.says[name] != "gone" {
			items = append(items, f.object(name))
		}
	}
	if to < len(f.names) {
		meta["continue"] = strconv.Itoa(to)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "KustomizationList", "metadata": meta, "items": items})
}

func (f *fleet) object(name string) any {
	return map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"namespace": "flux-system", "name": name},
		"status":   map[string]any{"sync": cmp.Or(f.says[name], "True")},
	}
}

type quietStep struct{}

func (quietStep) Waiting(string)    {}
func (quietStep) End(string, error) {}
