package generator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/platform"
)

// someTenants is a tenant of two namespaces on every cluster, and one on those of a region.
const someTenants = `  tenants:
    - {name: shop, repository: {url: "https://git.example.com/shop.git"}, namespaces: [shop, shop-jobs], kinds: [{group: example.com, kind: Thing, resource: things}]}
    - {name: blog, repository: {url: "https://git.example.com/blog.git"}, clusters: {region: eu}}
`

func withTenants(agent string, n int) string {
	return strings.Replace(fleettest.Of(agent, n), "  clusters:\n", someTenants+"  clusters:\n", 1)
}

// TestATenantTouchesItsOwnFiles: nothing of a tenant's lists clusters, and a new
// cluster changes its own file.
func TestATenantTouchesItsOwnFiles(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", withTenants(agent, 21))
		before := rendered(t, dir)
		if more := len(before) - len(rendered(t, fleetOf(t, agent, 21))); more > 12 {
			t.Errorf("%d more files", more)
		}
		for path, text := range before {
			if strings.Contains(path, "tenant") && strings.Contains(text, "c0001") {
				t.Errorf("%s lists clusters", path)
			}
		}
		write(t, dir, "platform.yaml", withTenants(agent, 22))
		if diff := cmp.Diff([]string{"gitops/clusters/c0021/cluster.yaml"}, changed(before, rendered(t, dir))); diff != "" {
			t.Error(diff)
		}
	})
}

// TestTheReadmeNamesTenants: it says where a team's applications go, and nothing of it where there is no team.
func TestTheReadmeNamesTenants(t *testing.T) {
	const readme = "gitops/README.md"
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", strings.NewReplacer(`blog.git"}, clusters: {region: eu}`, `blog.git", branch: live, path: apps}, clusters: {region: eu, environment: production}`).Replace(withTenants(agent, 3)))
		text := rendered(t, dir)[readme]
		for _, line := range []string{
			"## Tenants\n",
			"| blog | https://git.example.com/blog.git | live | apps | blog | environment=production, region=eu |\n",
			"| shop | https://git.example.com/shop.git | main | the whole | shop, shop-jobs | all |\n",
		} {
			if !strings.Contains(text, line) {
				t.Errorf("there is no %q in\n%s", line, text)
			}
		}
		if text := rendered(t, fleetOf(t, agent, 3))[readme]; strings.Contains(text, "enant") {
			t.Errorf("it speaks of tenants:\n%s", text)
		}
	})
}

// TestTenantsBoundsAreExact: a tenant may have in its namespaces what the list of
// kinds says, and the same by RBAC as by Argo CD's project; never what bounds it,
// never a verb that hands rights on.
func TestTenantsBoundsAreExact(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "platform.yaml", withTenants("argocd", 3))
	p := mustLoad(t, dir)
	i := slices.IndexFunc(p.Components, func(c *platform.Component) bool { return c.Name == "tenant-shop" })
	v := p.Components[i].Variants[0]
	in := map[string][]string{}
	allowed := map[string]bool{}
	for _, o := range v.Units[0].Objects {
		kind, meta := o["kind"].(string), o["metadata"].(map[string]any)
		namespace, _ := meta["namespace"].(string)
		if name := meta["name"]; name != "tenant" {
			kind = name.(string)
		}
		in[kind] = append(in[kind], namespace)
		if kind != "Role" || namespace != "shop" {
			continue
		}
		for _, r := range o["rules"].([]any) {
			rule := r.(map[string]any)
			for _, verb := range rule["verbs"].([]any) {
				if slices.Contains([]string{"*", "escalate", "bind", "impersonate"}, verb.(string)) {
					t.Errorf("it may %s %v", verb, rule["resources"])
				}
			}
			for _, resource := range rule["resources"].([]any) {
				for _, group := range rule["apiGroups"].([]any) {
					name := fmt.Sprint(group, "/", resource)
					if slices.Contains(rule["verbs"].([]any), any("patch")) && !strings.Contains(resource.(string), "/") {
						allowed[name] = true
					}
				}
			}
		}
	}
	both := []string{"shop", "shop-jobs"}
	for _, kind := range []string{"ResourceQuota", "LimitRange", "NetworkPolicy", "Role", "RoleBinding", "tenant-critical"} {
		slices.Sort(in[kind])
		if diff := cmp.Diff(both, in[kind]); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
	var want []string
	for _, k := range v.TenantKinds {
		want = append(want, strings.ToLower(fmt.Sprint(k.Group, "/", k.Kind)))
	}
	for name := range allowed {
		if !slices.ContainsFunc(want, func(k string) bool { return name == k+"s" || name == k+"es" }) {
			t.Errorf("a Role lets it write %s, and a project does not", name)
		}
	}
	if len(allowed) != len(want) || !allowed["example.com/things"] {
		t.Errorf("the Role has %d kinds, the project %d", len(allowed), len(want))
	}
	project := projectOf(t, rendered(t, dir)["gitops/argocd/projects.yaml"], "shop.tenant")
	if diff := cmp.Diff(map[string]any{
		"description": "What the repository of tenant shop may hold",
		"sourceRepos": []any{"https://git.example.com/shop.git"},
		"destinations": []any{
			map[string]any{"server": "*", "namespace": "shop"}, map[string]any{"server": "*", "namespace": "shop-jobs"},
		},
		"clusterResourceWhitelist": []any{},
	}, project); diff != "" {
		t.Error(diff)
	}
}

// projectOf is the spec of an AppProject, less its kinds.
func projectOf(t *testing.T, text, name string) map[string]any {
	t.Helper()
	for _, document := range strings.Split(text, "\n---\n") {
		var o struct {
			Metadata struct{ Name string }
			Spec     map[string]any
		}
		if err := yaml.Unmarshal([]byte(document), &o); err != nil {
			t.Fatal(err)
		}
		if o.Metadata.Name == name {
			if kinds, _ := o.Spec["namespaceResourceWhitelist"].([]any); len(kinds) < 10 {
				t.Errorf("it may hold %v", kinds)
			}
			delete(o.Spec, "namespaceResourceWhitelist")
			return o.Spec
		}
	}
	t.Fatalf("there is no project %s", name)
	return nil
}
