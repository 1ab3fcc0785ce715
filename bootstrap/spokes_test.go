package bootstrap

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/platform"
)

// spokeFleet plays the API servers of clusters, each below a path of its name. It allows everything, and has what the test puts
// there. It cannot show who may list what.
type spokeFleet struct {
	mu        sync.Mutex
	workloads map[string][]any
	roots     map[string]string // the name of the platform that a root there says
	accounts  map[string]string // the owner of the account that a hub has there
	slow      time.Duration
	busy      map[string]int // requests under way, by cluster
	widest    int            // most clusters at a time
	lists     int
}

func (f *spokeFleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cluster, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	f.mu.Lock()
	if f.busy == nil {
		f.busy = map[string]int{}
	}
	f.busy[cluster]++
	f.widest = max(f.widest, len(f.busy))
	f.mu.Unlock()
	time.Sleep(f.slow)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.busy[cluster]--; f.busy[cluster] == 0 {
		delete(f.busy, cluster)
	}
	w.Header().Set("Content-Type", "application/json")
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	type m = map[string]any
	kinds := func(version string, names ...string) {
		var out []any
		for _, name := range names {
			out = append(out, m{"name": strings.ToLower(name) + "s", "kind": name, "namespaced": true, "verbs": []any{"get", "list"}})
		}
		say(m{"kind": "APIResourceList", "groupVersion": version, "resources": out})
	}
	object := func(meta m, spec m) { say(m{"apiVersion": "x/v1", "kind": "X", "metadata": meta, "spec": spec}) }
	name, root := f.roots[cluster]
	switch {
	case path == "api":
		say(m{"kind": "APIVersions", "versions": []any{"v1"}})
	case path == "apis":
		group := func(name string) m {
			return m{"name": name, "versions": []any{m{"groupVersion": name + "/v1", "version": "v1"}}}
		}
		say(m{"kind": "APIGroupList", "apiVersion": "v1", "groups": []any{group("apps"), group("toolkit.example.com"), group("rbac.authorization.k8s.io")}})
	case path == "api/v1":
		kinds("v1", "ServiceAccount", "Secret")
	case path == "apis/rbac.authorization.k8s.io/v1":
		kinds("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")
	case path == "apis/apps/v1":
		kinds("apps/v1", "Deployment", "StatefulSet", "DaemonSet")
	case path == "apis/toolkit.example.com/v1":
		kinds("toolkit.example.com/v1", "Source", "Root")
	case strings.HasSuffix(path, "selfsubjectaccessreviews"):
		w.WriteHeader(http.StatusCreated)
		say(m{"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "status": m{"allowed": true}})
	case strings.HasSuffix(path, "/serviceaccounts/slipway-agent") && f.accounts[cluster] != "":
		object(m{"name": "slipway-agent", "namespace": "kube-system", "annotations": m{ownerMark: f.accounts[cluster]}, "labels": m{"app.kubernetes.io/managed-by": "slipway"}}, nil)
	case strings.HasSuffix(path, "/slipway-agent-token") && f.accounts[cluster] != "":
		token := spokeAccount(&platform.Platform{}).objects()[2]
		token["data"] = m{"ca.crt": "Y2E=", "token": base64.StdEncoding.EncodeToString([]byte("of " + cluster))}
		say(token)
	case strings.HasSuffix(path, "/clusterrolebindings/slipway-agent") && f.accounts[cluster] != "":
		say(spokeAccount(&platform.Platform{}).objects()[1])
	case strings.HasSuffix(path, "/sources/platform") && root:
		object(m{"name": "platform"}, m{"url": "https://git.example.com/" + name + ".git"})
	case strings.HasSuffix(path, "/roots/root") && root:
		object(m{"name": "root", "labels": m{platformMark: name}}, m{"path": "gitops/x"})
	case path == "apis/apps/v1/deployments":
		f.lists++
		say(m{"apiVersion": "apps/v1", "kind": "DeploymentList", "metadata": m{}, "items": append([]any{}, f.workloads[cluster]...)})
	case path == "apis/apps/v1/statefulsets", path == "apis/apps/v1/daemonsets":
		say(m{"apiVersion": "apps/v1", "kind": "List", "metadata": m{}, "items": []any{}})
	default:
		w.WriteHeader(http.StatusNotFound)
		say(m{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})
	}
}

// spokeSession is about a hub and spokes that contexts reach.
func spokeSession(t *testing.T, f *spokeFleet, names ...string) (*session, *noted) {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	agent := func(title, mark string) *platform.Agent {
		return &platform.Agent{Name: title, Title: title, Namespace: "agent", Images: []string{strings.ToLower(title) + "/controller"},
			SourceRef: platform.Ref{APIVersion: "toolkit.example.com/v1", Kind: "Source", Namespace: "agent", Name: "platform"},
			RootRef:   platform.Ref{APIVersion: "toolkit.example.com/v1", Kind: "Root", Namespace: "agent", Name: "root"},
			Status:    platform.StatusPaths{Repository: "spec.url", Folder: "spec.path"},
			Traces: platform.Traces{Labels: platform.Marks{Always: []string{mark}}, Units: []platform.MarkPattern{{Mark: mark, Pattern: `^(?P<unit>.+)\.$cluster$`}},
				Driven: platform.Footing{Namespaces: []string{"shared"}}}}
	}
	web := &platform.Unit{Name: "web", Variant: &platform.Variant{Component: &platform.Component{Namespace: "web"}},
		Objects: []map[string]any{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "web"}}}}
	hub := &platform.Cluster{Name: "hub", RunsAgent: true}
	p := &platform.Platform{Name: "acme", Topology: "hub", Repository: platform.Repository{URL: "https://git.example.com/acme.git"}, Clusters: []*platform.Cluster{hub}}
	kubeconfig := map[string]any{"apiVersion": "v1", "kind": "Config", "users": []any{map[string]any{"name": "u", "user": map[string]any{}}}}
	var contexts, clusters []any
	for _, name := range names {
		p.Clusters = append(p.Clusters, &platform.Cluster{Name: name, Provider: "existing", Context: name, Placements: []platform.Placement{{Unit: web}}})
		contexts = append(contexts, map[string]any{"name": name, "context": map[string]any{"cluster": name, "user": "u"}})
		clusters = append(clusters, map[string]any{"name": name, "cluster": map[string]any{"server": server.URL + "/" + name}})
	}
	kubeconfig["contexts"], kubeconfig["clusters"] = contexts, clusters
	data, err := json.Marshal(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	said := &noted{}
	ours := agent("Ours", "ours/name")
	return &session{host: hub, Options: Options{Platform: p, Agent: ours, Agents: []AgentSource{{Agent: ours}, {Agent: agent("Other", "other/name")}, {Agent: agent("Third", "other/name")}}, UI: said,
		Getenv: func(string) string { return file }}}, said
}

func deployment(namespace, name, image string, labels map[string]any) any {
	return map[string]any{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"namespace": namespace, "name": name, "labels": labels},
		"spec": map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"name": "c", "image": image}}}}}}
}

// TestAnotherAgentOnASpoke is in the way where it applies what the platform does, or lives where the hub's agent goes; elsewhere
// it is named.
func TestAnotherAgentOnASpoke(t *testing.T) {
	marked := func(mark, value string) any {
		return deployment("web", "web", "nginx:1", map[string]any{mark: value})
	}
	other, ours := deployment("other", "controller", "registry.example.com/other/controller:v1.2.3", nil), deployment("mine", "controller", "ours/controller:v1.0.0", nil)
	for name, tt := range map[string]struct {
		workloads     []any
		root, account string
		wrong, note   string
	}{
		"nobody":                         {workloads: []any{deployment("web", "web", "nginx:1", nil)}},
		"another kind, for other things": {workloads: []any{other, deployment("db", "db", "db:1", map[string]any{"other/name": "apps"})}, note: "Other runs on cluster eu too (Deployment other/controller, registry.example.com/other/controller:v1.2.3), and applies nothing of the platform"},
		"the same kind, elsewhere":       {workloads: []any{ours}, note: "Ours runs on cluster eu too"},
		"the same kind, in its place":    {workloads: []any{deployment("shared", "controller", "ours/controller:v1.0.0", nil)}, wrong: "in a namespace that the hub's Ours uses there; remove it"},
		"for the same thing":             {workloads: []any{other, marked("other/name", "apps")}, wrong: "each would undo what the other does: Deployment web/web (unit web, by Other); take that out of the other agent, without pruning, or leave the component out on this cluster, with enabled: false"},
		"from elsewhere":                 {workloads: []any{marked("ours/name", "web.another")}, wrong: "Deployment web/web (unit web, by Ours)"},
		"the hub itself, before":         {workloads: []any{marked("ours/name", "web.eu")}},
		"a platform's hub":               {root: "blue", wrong: "cluster eu runs Ours of its own, which drives it from platform blue of https://git.example.com/blue.git"},
		"its own, before":                {root: "acme", wrong: "from when its topology was standalone; from a commit of then, run first: slipway uninstall --cluster eu"},
		"registered already":             {account: "platform acme of https://git.example.com/acme.git (folder gitops)", workloads: []any{other, marked("other/name", "apps")}},
		"another hub's":                  {account: "platform blue of https://git.example.com/blue.git (folder gitops)", wrong: "cluster eu: platform blue of https://git.example.com/blue.git (folder gitops) drives it already"},
	} {
		t.Run(name, func(t *testing.T) {
			f := &spokeFleet{workloads: map[string][]any{"eu": tt.workloads}, roots: map[string]string{}, accounts: map[string]string{"eu": tt.account}}
			if tt.root != "" {
				f.roots["eu"] = tt.root
			}
			s, said := spokeSession(t, f, "eu")
			err := s.checkSpokes(t.Context())
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %v", err)
			}
			if notes := strings.Join(*said, "\n"); (notes != "") != (tt.note != "") || !strings.Contains(notes, tt.note) {
				t.Errorf("it said %q", notes)
			}
			if tt.account != "" && f.lists > 0 {
				t.Error("it looked for agents on a cluster that is known")
			}
		})
	}
}

// TestManySpokesAreLookedAtTogether: some at a time, and of many that fail the first are told.
func TestManySpokesAreLookedAtTogether(t *testing.T) {
	f := &spokeFleet{workloads: map[string][]any{}, slow: 2 * time.Millisecond}
	var names []string
	for i := range 60 {
		names = append(names, fmt.Sprintf("c%02d", i))
		f.workloads[names[i]] = []any{deployment("shared", "controller", "ours/controller:v1.0.0", nil)}
	}
	s, _ := spokeSession(t, f, names...)
	err := s.checkSpokes(t.Context())
	if err == nil || !strings.Contains(err.Error(), "runs on cluster c00 already") || !strings.Contains(err.Error(), "runs on cluster c04 already") ||
		strings.Contains(err.Error(), "c05") || !strings.HasSuffix(err.Error(), "and 55 clusters more") {
		t.Errorf("got %v", err)
	}
	if f.widest < 2 || f.widest > spokesAtOnce || f.lists != len(names) {
		t.Errorf("%d at a time, %d of %d looked at", f.widest, f.lists, len(names))
	}
}

func TestFirstErrors(t *testing.T) {
	if err := firstErrors(make([]error, 3)); err != nil {
		t.Errorf("got %v", err)
	}
	if err := firstErrors([]error{nil, errors.New("a"), nil, errors.New("b")}); err == nil || err.Error() != "a\nb" {
		t.Errorf("got %v", err)
	}
}
