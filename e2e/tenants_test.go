//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// tenantsPlatform has a tenant of two namespaces on both clusters, and one of one
// namespace on the spoke alone.
const tenantsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  components: {platform-info: {}}
  tenants:
    - {name: shop, repository: {url: "http://GIT/shop.git", path: deploy}, namespaces: [shop, shop-jobs]}
    - {name: blog, repository: {url: "http://GIT/blog.git"}, clusters: {team: blog}}
  clusters:
    - {name: hub, role: hub, provider: local}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {team: blog}}
`

// TestTenants: a tenant's repository gets its objects into its namespaces, on
// each cluster that it is on, and nothing else anywhere: not into another
// namespace, no cluster-scoped object, no right that it has not, nothing that
// bounds it. What it tries is named as the tenant's, and the platform's own
// contract is kept meanwhile, in bootstrap too.
func TestTenants(t *testing.T) {
	withTopologies(t, tenants, "argocd/hub", "flux/hub", "sveltos/hub")
}

// trespass is what a tenant pushes besides, and what must not come of it.
type trespass struct {
	name, text string
	of         kube.Ref
	// stays is how the object is that is there anyway; nil where there is none.
	stays func(obj map[string]any) bool
}

func trespasses(agent agentFacts) []trespass {
	const rbac = "rbac.authorization.k8s.io/v1"
	return []trespass{
		{"another namespace", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: trespass, namespace: platform-system}\n",
			kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "platform-system", Name: "trespass"}, nil},
		{"another tenant's namespace", "apiVersion: v1\nkind: Secret\nmetadata: {name: trespass, namespace: blog}\n",
			kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "blog", Name: "trespass"}, nil},
		{"a cluster role", "apiVersion: " + rbac + "\nkind: ClusterRole\nmetadata: {name: trespass}\nrules: []\n",
			kube.Ref{APIVersion: rbac, Kind: "ClusterRole", Name: "trespass"}, nil},
		{"a binding to cluster-admin", "apiVersion: " + rbac + "\nkind: RoleBinding\nmetadata: {name: trespass, namespace: shop}\n" +
			"roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\nsubjects: [{kind: ServiceAccount, name: tenant, namespace: shop}]\n",
			kube.Ref{APIVersion: rbac, Kind: "RoleBinding", Namespace: "shop", Name: "trespass"}, nil},
		{"its own quota", "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: tenant, namespace: shop}\nspec: {hard: {pods: \"9999\"}}\n",
			kube.Ref{APIVersion: "v1", Kind: "ResourceQuota", Namespace: "shop", Name: "tenant"}, func(obj map[string]any) bool {
				spec, _ := obj["spec"].(map[string]any)
				hard, _ := spec["hard"].(map[string]any)
				return hard["pods"] == "30"
			}},
		{"an order to the agent", fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata: {name: trespass, namespace: shop}\nspec: %s\n", agent.tenant.APIVersion, agent.tenant.Kind, agent.order),
			kube.Ref{APIVersion: agent.tenant.APIVersion, Kind: agent.tenant.Kind, Namespace: "shop", Name: "trespass"}, nil},
	}
}

func tenants(t *testing.T, agent, topology string) {
	p := newPair(t, agent, topology, tenantsPlatform)
	shop, blog := p.tenantRepository("shop"), p.tenantRepository("blog")
	shop.push("deploy/app.yaml", configMap("app", "shop")+"---\n"+configMap("job", "shop-jobs"))
	blog.push("app.yaml", configMap("post", "blog"))
	p.run("generate", "-q")
	p.run("lab", "up", "--timeout", "4m")
	p.connect()

	app := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "shop", Name: "app"}
	job := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "shop-jobs", Name: "job"}
	post := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "blog", Name: "post"}
	for _, cluster := range p.clusters() {
		p.eventually(p.clients[cluster], app, "there", there)
		p.eventually(p.clients[cluster], job, "there", there)
	}
	p.eventually(p.clients["spoke"], post, "there", there)
	if yes, err := p.clients["hub"].Exists(t.Context(), kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: "blog"}); err != nil || yes {
		t.Errorf("tenant blog is on the hub: %t, %v", yes, err)
	}
	p.tenantStands("shop", "")

	commits := slices.Collect(slices.Chunk(trespasses(p.agent), 1))
	if p.agent.tellsAll {
		commits = [][]trespass{trespasses(p.agent)}
	}
	for _, all := range commits {
		p.refused(shop, all)
	}
	// A tenant's trouble keeps the platform from nothing.
	p.edit("platform.yaml", "platform-info: {}", "platform-info: {config: {extra: {said: again}}}")
	p.land()

	shop.remove("deploy/more.yaml")
	shop.push("deploy/app.yaml", strings.Replace(configMap("app", "shop"), "first", "second", 1))
	for _, cluster := range p.clusters() {
		p.eventually(p.clients[cluster], app, "changed", func(obj map[string]any) bool {
			data, _ := obj["data"].(map[string]any)
			return data["says"] == "second"
		})
		p.eventually(p.clients[cluster], job, "gone, for the repository has it no more", gone)
	}
	p.tenantStands("shop", "")

	// A tenant that leaves keeps what it has.
	p.edit("platform.yaml", "    - {name: blog,", "    # {name: blog,")
	p.land()
	p.eventually(p.host("spoke"), tenantOwner(p.agent, "blog", "spoke"), "gone", gone)
	for _, r := range []kube.Ref{post, {APIVersion: "v1", Kind: "ResourceQuota", Namespace: "blog", Name: "tenant"}} {
		p.get(p.clients["spoke"], r)
	}
}

// refused pushes to the repository of tenant shop what must not come to be.
func (p *pair) refused(shop *tenantRepository, all []trespass) {
	p.t.Helper()
	var texts []string
	for _, tr := range all {
		texts = append(texts, tr.text)
	}
	p.attempted("shop", shop.push("deploy/more.yaml", strings.Join(texts, "---\n")))
	p.tenantStands("shop", "tenant shop goes beyond its bounds")
	if p.agent.tellsAll {
		p.eachRefused(all)
	}
	for _, tr := range all {
		for _, cluster := range p.clusters() {
			obj, err := p.clients[cluster].Get(p.t.Context(), tr.of)
			switch {
			case tr.stays != nil && (err != nil || !tr.stays(obj)):
				p.t.Errorf("%s on %s: %v, %v", tr.name, cluster, obj["spec"], err)
			case tr.stays == nil && err == nil:
				p.t.Errorf("%s: %s is on %s", tr.name, tr.of, cluster)
			}
		}
	}
}

// eachRefused looks into what the agent says of each object of a commit: where one
// is refused it applies none, so that nothing is there proves it of one alone.
func (p *pair) eachRefused(all []trespass) {
	p.t.Helper()
	for _, cluster := range p.clusters() {
		status, _ := p.get(p.host(cluster), tenantOwner(p.agent, "shop", cluster))["status"].(map[string]any)
		operation, _ := status["operationState"].(map[string]any)
		result, _ := operation["syncResult"].(map[string]any)
		resources, _ := result["resources"].([]any)
		for _, tr := range all {
			if !slices.ContainsFunc(resources, func(e any) bool {
				r, _ := e.(map[string]any)
				return r["kind"] == tr.of.Kind && r["name"] == tr.of.Name && r["status"] == "SyncFailed"
			}) {
				p.t.Errorf("%s is not refused on %s: %v", tr.name, cluster, resources)
			}
		}
	}
}

// tenantOwner is what applies a tenant's repository.
func tenantOwner(agent agentFacts, tenant, cluster string) kube.Ref {
	r := agent.tenant
	r.Name = strings.NewReplacer("TENANT", tenant, "CLUSTER", cluster).Replace(r.Name)
	return r
}

// attempted waits until the agent tried to apply a commit of a tenant's everywhere.
func (p *pair) attempted(tenant, commit string) {
	p.t.Helper()
	for _, cluster := range p.clusters() {
		p.eventually(p.host(cluster), tenantOwner(p.agent, tenant, cluster), "at "+commit, func(obj map[string]any) bool {
			status, _ := obj["status"].(map[string]any)
			operation, _ := status["operationState"].(map[string]any)
			return strings.Contains(fmt.Sprint(status["lastAttemptedRevision"], operation["syncResult"]), commit)
		})
	}
}

func there(obj map[string]any) bool { return obj != nil }

func configMap(name, namespace string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: %s}\ndata: {says: first}\n", name, namespace)
}

// tenantStands waits until status says of a tenant that it is in trouble on every
// cluster, and on one at least in this one, which a cluster without the agent's kinds
// may word otherwise; where no trouble is named, that it is in none. An agent that
// looks again says for a while only that it does. The platform's own contract is kept
// all the time.
func (p *pair) tenantStands(tenant, trouble string) {
	p.t.Helper()
	var out string
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		out = p.run("status", "--wait", "1m")
		found, named := 0, false
		for line := range strings.Lines(out) {
			if strings.HasPrefix(line, "not in order, and the team's to mend: cluster ") && strings.Contains(line, ", tenant "+tenant+": ") {
				found++
				named = named || strings.Contains(line, trouble)
			}
		}
		if trouble == "" && found == 0 || trouble != "" && named && found == len(p.clusters()) {
			return
		}
	}
	p.t.Fatalf("tenant %s is not in trouble %q, but:\n%s", tenant, trouble, out)
}

// tenantRepository is a repository on the lab's Git server, and a clone to push from.
type tenantRepository struct {
	t   testing.TB
	dir string
}

func (l *lab) tenantRepository(name string) *tenantRepository {
	l.t.Helper()
	bare, err := gitserver.Init(l.t.Context(), filepath.Join(l.state, "acme", "git"), name, "main")
	if err != nil {
		l.t.Fatal(err)
	}
	r := &tenantRepository{l.t, l.t.TempDir()}
	r.git("init", "--quiet", "--initial-branch=main")
	r.git("remote", "add", "origin", bare)
	return r
}

func (r *tenantRepository) git(args ...string) string {
	r.t.Helper()
	args = append([]string{"-C", r.dir, "-c", "user.name=team", "-c", "user.email=team@example.com"}, args...)
	out, err := exec.CommandContext(r.t.Context(), "git", args...).CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// push writes a file and pushes it as the commit that it returns.
func (r *tenantRepository) push(file, text string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.git("add", ".")
	r.git("commit", "--quiet", "-m", "change "+file)
	r.git("push", "--quiet", "origin", "main")
	return r.git("rev-parse", "HEAD")
}

func (r *tenantRepository) remove(file string) {
	r.t.Helper()
	r.git("rm", "--quiet", file)
	r.git("commit", "--quiet", "-m", "remove "+file)
	r.git("push", "--quiet", "origin", "main")
}
