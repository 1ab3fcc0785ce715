package manifests

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// one is a platform of clusters that share one chart component.
func one(values map[string]any, clusters ...*platform.Cluster) *platform.Platform {
	c := &platform.Component{Name: "web", Namespace: "web"}
	chart := platform.Chart{Repository: "https://charts.example.com", Name: "web", Version: "1.0.0"}
	v := &platform.Variant{Component: c, Name: "base", Version: "1.0.0", Namespaces: []string{"web"}}
	v.Units = []*platform.Unit{{Name: "web", Variant: v, Chart: &chart, Values: values}}
	c.Variants = []*platform.Variant{v}
	for _, cluster := range clusters {
		cluster.Placements = []platform.Placement{{Unit: v.Units[0]}}
	}
	return &platform.Platform{Delivery: Delivery, Components: []*platform.Component{c}, Clusters: clusters,
		Facts: []platform.Fact{platform.FactName}, Digests: map[platform.Chart]string{chart: "sha256:x"}}
}

func names(p *platform.Platform) map[string]string {
	out := map[string]string{}
	for _, c := range p.Clusters {
		out[c.Name] = c.Placements[0].Unit.Variant.Name
	}
	return out
}

func TestSplit(t *testing.T) {
	fact := map[string]any{"a": []any{"x-" + platform.Placeholder(0)}}
	clusters := func() []*platform.Cluster {
		return []*platform.Cluster{{Name: "a"}, {Name: "b", Kubernetes: "1.36"}, {Name: "c", Kubernetes: "1.36"}, {Name: "d"}}
	}
	for _, tt := range []struct {
		name    string
		variant string
		values  map[string]any
		want    map[string]string
	}{
		{"by version", "base", nil, map[string]string{"a": "base", "b": "k-1.36", "c": "k-1.36", "d": "base"}},
		{"beside other tags", "g-x", nil, map[string]string{"a": "g-x", "b": "g-x+k-1.36", "c": "g-x+k-1.36", "d": "g-x"}},
		{"by fact", "base", fact, map[string]string{"a": "c-a", "b": "c-b", "c": "c-c", "d": "c-d"}},
		{"long names", "g-" + strings.Repeat("x", 38), nil, map[string]string{"a": "g-" + strings.Repeat("x", 38), "b": "v-", "c": "v-", "d": "g-" + strings.Repeat("x", 38)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := one(tt.values, clusters()...)
			p.Components[0].Variants[0].Name = tt.variant
			got := Split(p)
			for c, name := range names(got) {
				if !strings.HasPrefix(name, tt.want[c]) {
					t.Errorf("%s has %s, want %s", c, name, tt.want[c])
				}
			}
			used := map[*platform.Variant]bool{}
			for _, c := range got.Clusters {
				used[c.Placements[0].Unit.Variant] = true
			}
			if len(used) != len(got.Components[0].Variants) {
				t.Errorf("%d variants are used, %d are listed", len(used), len(got.Components[0].Variants))
			}
			for _, v := range got.Components[0].Variants {
				if !used[v] || v.Component != got.Components[0] || v.Units[0].Variant != v {
					t.Errorf("%s is not tied together", v.Name)
				}
			}
			if p.Components[0].Variants[0].Name != tt.variant || len(p.Components[0].Variants) != 1 {
				t.Error("the platform that came in was changed")
			}
		})
	}
}

func object(kind, name, namespace string) map[string]any {
	meta := map[string]any{"name": name}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	version := "v1"
	if kind == "ClusterRole" {
		version = "rbac.authorization.k8s.io/v1"
	}
	return map[string]any{"apiVersion": version, "kind": kind, "metadata": meta}
}

// TestRender: what a rendering says decides what Git gets, or why not.
func TestRender(t *testing.T) {
	argo := &platform.Agent{Title: "Argo CD", Hooks: platform.HookRules{Kept: []string{"pre-install"}, Dropped: []string{"test"}}}
	hook := func(events ...string) platform.Rendering {
		return platform.Rendering{Hooks: []platform.Hook{{Object: object("Pod", "p", ""), Events: events}}}
	}
	tests := []struct {
		name      string
		rendering platform.Rendering
		want      []string // kind, namespace and name
		parts     []string // of the error
	}{
		{"namespaces", platform.Rendering{Objects: []map[string]any{object("ConfigMap", "a", ""), object("ConfigMap", "b", "other"), object("ClusterRole", "c", "web")}},
			[]string{"ConfigMap web/a", "ConfigMap other/b", "ClusterRole /c"}, nil},
		{"a hook that runs", hook("pre-install", "pre-upgrade"), []string{"Pod web/p"}, nil},
		{"a hook for tests", hook("test"), nil, nil},
		{"a hook that does not run", hook("post-delete"), nil, []string{"component web, variant base: chart web 1.0.0", "Argo CD", "Pod p (post-delete)", "values"}},
		{"a hook that runs sometimes", hook("test", "post-delete"), nil, []string{"Pod p (test, post-delete)"}},
		{"made up", platform.Rendering{Generated: []string{"Secret s: data.password"}}, nil,
			[]string{"component web", "chart web 1.0.0", "Secret s: data.password", "existing Secret", "overrides/web.yaml"}},
		{"twice", platform.Rendering{Objects: []map[string]any{object("ConfigMap", "a", ""), object("ConfigMap", "a", "web")}}, nil, []string{"ConfigMap web/a twice"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := one(nil, &platform.Cluster{Name: "hub"})
			got, err := Render(p, argo, func(platform.Release) (*platform.Rendering, error) { return &tt.rendering, nil })
			if len(tt.parts) > 0 {
				for _, part := range tt.parts {
					if err == nil || !strings.Contains(err.Error(), part) {
						t.Errorf("error %v does not say %q", err, part)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			u := got.Clusters[0].Placements[0].Unit
			var have []string
			for _, o := range u.Objects {
				id := identity(o)
				have = append(have, id[1]+" "+id[3]+"/"+id[2])
			}
			slices.Sort(have)
			slices.Sort(tt.want)
			if !slices.Equal(have, tt.want) || u.Chart != nil || u.Rendered == nil {
				t.Errorf("got %v, chart %v, rendered %v", have, u.Chart, u.Rendered)
			}
			if p.Clusters[0].Placements[0].Unit.Chart == nil {
				t.Error("the platform that came in was changed")
			}
			again, err := Render(got, argo, nil) // nothing is left to render
			if err != nil || !reflect.DeepEqual(again.Components[0].Variants[0].Units[0].Objects, u.Objects) {
				t.Errorf("what was delivered is delivered again: %v", err)
			}
		})
	}
}

func TestPermissionsFollowTheObjects(t *testing.T) {
	p := one(nil, &platform.Cluster{Name: "hub"})
	got, err := Render(p, &platform.Agent{}, func(platform.Release) (*platform.Rendering, error) {
		return &platform.Rendering{Objects: []map[string]any{object("ConfigMap", "b", "kube-system"), object("ClusterRole", "c", ""), object("Secret", "s", "")}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v := got.Components[0].Variants[0]
	if !slices.Equal(v.Namespaces, []string{"web", "kube-system"}) || !slices.Equal(v.ClusterKinds, []platform.GroupKind{{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}}) {
		t.Errorf("got %v and %v", v.Namespaces, v.ClusterKinds)
	}
}

// TestMissingCharts: every chart that is missing is named, once.
func TestMissingCharts(t *testing.T) {
	p := one(nil, &platform.Cluster{Name: "a"}, &platform.Cluster{Name: "b", Kubernetes: "1.36"})
	notFetched := func(platform.Release) (*platform.Rendering, error) { return nil, platform.ErrNotFetched }
	_, err := Render(Split(p), &platform.Agent{}, notFetched)
	if err == nil || strings.Count(err.Error(), "chart web 1.0.0 of https://charts.example.com: not in the cache") != 1 || !strings.Contains(err.Error(), "run: slipway lock") {
		t.Errorf("got %v", err)
	}
	p.Digests = nil
	_, err = Render(Split(p), &platform.Agent{}, notFetched)
	if err == nil || strings.Count(err.Error(), "no digest in slipway.lock") != 1 {
		t.Errorf("got %v", err)
	}
}

// TestAPIsOfOthers: a chart that asks for APIs is rendered with those that its
// provider's CRDs make, also when it refuses to render without; others are
// rendered once.
func TestAPIsOfOthers(t *testing.T) {
	p := one(nil, &platform.Cluster{Name: "hub"})
	p.Components[0].Uses = []string{"things"}
	other := one(nil, &platform.Cluster{Name: "hub"})
	provider := other.Components[0]
	provider.Name, provider.Provides = "things", []string{"things"}
	provider.Variants[0].Units[0].Name = "things"
	p.Components = append(p.Components, provider)
	p.Clusters[0].Placements = append(p.Clusters[0].Placements, platform.Placement{Unit: provider.Variants[0].Units[0]})
	crd := map[string]any{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": map[string]any{"name": "things.example.com"},
		"spec": map[string]any{"group": "example.com", "scope": "Cluster", "names": map[string]any{"kind": "Thing"},
			"versions": []any{map[string]any{"name": "v1", "served": true}, map[string]any{"name": "v1alpha1", "served": false}}}}
	var mu sync.Mutex
	count := map[string]int{}
	got, err := Render(p, &platform.Agent{}, func(r platform.Release) (*platform.Rendering, error) {
		mu.Lock()
		count[r.Name]++
		mu.Unlock()
		if r.Name == "things" {
			return &platform.Rendering{Objects: []map[string]any{crd}}, nil
		}
		if !slices.Contains(r.APIs, "example.com/v1/Thing") || slices.Contains(r.APIs, "example.com/v1alpha1") {
			return nil, errors.New("the chart wants Things")
		}
		return &platform.Rendering{SeesAPIs: true, Objects: []map[string]any{{"apiVersion": "example.com/v1", "kind": "Thing", "metadata": map[string]any{"name": "t"}}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	thing := got.Components[0].Variants[0].Units[0].Objects[0]
	if meta := thing["metadata"].(map[string]any); meta["namespace"] != nil {
		t.Errorf("a cluster-scoped Thing has the namespace %v", meta["namespace"])
	}
	if count["things"] != 1 || count["web"] != 2 {
		t.Errorf("rendered %v", count)
	}
}
