package load

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// smallTenant is a catalog's component for tenants: an object for each
// namespace, that says who provides ingress.
var smallTenant = map[string]string{
	"tenant": smallFiles("tenant", `
forTenants: true
uses: ["ingress"]
#Config: {tenant!: string, namespaces!: [...string], quota: {[string]: string}, network: string, podSecurity: string, kinds: [...]}
permissions: {
	namespaces: config.namespaces
	tenantKinds: [for k in config.kinds {group: k.group, kind: k.kind}]
}
objects: {for n in config.namespaces {"\(n)": {
	apiVersion: "v1", kind: "ConfigMap", metadata: {name: "tenant", namespace: n}
	data: {quota: "\(config.quota.pods)", for n in providers.ingress {"\(n)": "", }}
}}}
`),
	"door": smallFields("door") + `source: files: version: "1.0.0"
provides: ["ingress"]
`,
	"other": strings.Replace(smallFiles("other", "#Config: {where: string}\npermissions: namespaces: [config.where]\n"), `namespace: "test"`, `namespace: "taken"`, 1),
}

// TestTenantsAreComponents: a tenant is on the clusters with its labels, each
// with the same variant unless somebody else provides a way in there.
func TestTenantsAreComponents(t *testing.T) {
	p := smallPlatform(t, smallTenant, `  tenants:
    - {name: shop, repository: {url: "https://git.example.com/shop.git"}, quota: {pods: 3}, kinds: [{group: example.com, kind: Thing, resource: things}]}
    - {name: blog, repository: {url: "https://git.example.com/blog.git"}, namespaces: [blog-a, blog-b], clusters: {env: prod}, quota: {pods: "4"}}
    - {name: gone, repository: {url: "https://git.example.com/gone.git"}, clusters: {env: none}, quota: {pods: 1}}
  groups: [{name: open, match: {open: "yes"}, components: {door: {}}}]
  clusters:
    - {name: one, role: hub}
    - {name: two, labels: {env: prod}, server: "https://two.example.com"}
    - {name: three, labels: {env: prod, open: "yes"}, server: "https://three.example.com"}
`)
	for cluster, want := range map[string]map[string]string{
		"one": {"shop": "base"}, "two": {"shop": "base", "blog": "base"}, "three": {"shop": "g-open", "blog": "g-open"},
	} {
		got := map[string]string{}
		for _, tenant := range p.Cluster(cluster).Tenants() {
			got[tenant.Name] = variantOn(p, cluster, tenant.Component()).Name
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", cluster, diff)
		}
	}
	shop := variantOn(p, "one", "tenant-shop")
	if diff := cmp.Diff([]string{"test", "shop"}, shop.Namespaces); diff != "" {
		t.Error(diff)
	}
	if len(shop.TenantKinds) != 1 || shop.TenantKinds[0].Kind != "Thing" {
		t.Errorf("it may hold %v", shop.TenantKinds)
	}
	if diff := cmp.Diff(map[string]any{"quota": "4", "test": ""}, variantOn(p, "three", "tenant-blog").Units[0].Objects[1]["data"]); diff != "" {
		t.Error(diff)
	}
	if len(p.Tenants()) != 2 || !strings.Contains(strings.Join(p.Notes, "\n"), "tenant gone is on no cluster") {
		t.Errorf("%d tenants; notes: %v", len(p.Tenants()), p.Notes)
	}
}

func TestTenantsAgainstTheCatalog(t *testing.T) {
	const one = "  clusters: [{name: one}]\n"
	shop := func(more string) string {
		return `  tenants: [{name: shop, repository: {url: "https://git.example.com/shop.git"}, quota: {pods: 3}` + more + "}]\n" + one
	}
	for name, test := range map[string]struct {
		spec, want string
		more       map[string]string
	}{
		"a component's namespace": {shop(", namespaces: [shop, taken]"), `platform.yaml:9:118: spec.tenants[0].namespaces[1]: namespace "taken" is the component other's`, nil},
		"a namespace that a component writes to": {"  components: {other: {config: {where: shop}}}\n" + shop(""),
			`platform.yaml:10:13: spec.tenants[0].namespaces[0]: namespace "shop" is one that other writes to`, nil},
		"a component's name": {shop(""), `platform.yaml:9:20: spec.tenants[0].name: a catalog has a component tenant-shop`, map[string]string{"tenant-shop": smallFiles("tenant-shop", "")}},
		"nothing for tenants": {shop(""), "spec.tenants: no catalog has a component for tenants",
			map[string]string{"tenant": smallFiles("tenant", "")}},
		"named as a component": {"  components: {tenant: {}}\n" + one, "platform.yaml:9:24: spec.components.tenant: tenant is what tenants get, and cannot be enabled by itself", nil},
		"a tenant's component": {"  components: {tenant-shop: {}}\n" + shop(""), "spec.components.tenant-shop: tenant-shop is what tenants get", nil},
		"a ring's pin":         {"  rings: [{name: all, versions: {tenant-shop: 1.0.0}}]\n" + shop(""), "tenant-shop has no other version", nil},
	} {
		t.Run(name, func(t *testing.T) {
			catalog := map[string]string{}
			for _, from := range []map[string]string{smallTenant, test.more} {
				for k, v := range from {
					catalog[k] = v
				}
			}
			if got := smallError(t, catalog, test.spec); !strings.Contains(got, test.want) {
				t.Errorf("says\n%s\nand not\n%s", got, test.want)
			}
		})
	}
}
