//go:build e2e

package e2e

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const migrateSharedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"oci://ghcr.io/fluxcd": "oci://FLUX", "https://projectsveltos.github.io/helm-charts": "oci://CHARTS"}
  components: {namespaces: {}, sample: {}, web: {config: {message: first}}}
  clusters: [{name: hub, role: hub, provider: local, labels: {colour: green}}]
`

// TestMigrateSharedControllers moves a cluster that somebody else made between
// Flux and Sveltos and back: source- and kustomize-controller are both's, by the
// same names in the same namespace. Pods are simulated, and a controller runs as
// a process for as long as its Deployment asks for a pod.
func TestMigrateSharedControllers(t *testing.T) {
	unlessShort(t, "a move between Flux and Sveltos on a cluster that others made", false)
	mayCompile(t, append(agents["flux"].programs, agents["sveltos"].programs...)...)
	// The Sveltos that runs here reads v1beta2, which newer sources do not serve.
	flux, charts := serveDistribution(t, "v1.7.3"), serveSveltos(t)
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "FLUX", flux, "CHARTS", charts).Replace(migrateSharedPlatform))
	web := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", web.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	kubeconfig, contextName := l.asExisting("hub")
	l.edit("platform.yaml", "provider: local", "provider: existing, context: "+contextName)
	l.run("generate", "-q")
	hub := l.client("hub")
	runAsPods(t, hub, kubeconfig)
	standInForClusterManager(t, hub, "hub")
	l.run("bootstrap", "--yes", "--timeout", "4m")

	before := hubWorkloads(l)
	for _, move := range []struct{ from, to string }{{"flux", "sveltos"}, {"sveltos", "flux"}} {
		l.run("migrate", move.to, "--yes", "--timeout", "4m")
		if diff := cmp.Diff(before, hubWorkloads(l)); diff != "" {
			t.Errorf("from %s to %s changed workloads (- before, + after):\n%s", move.from, move.to, diff)
		}
		nothingOn(l, move.from, move.to, "hub")
		l.run("status", "--wait", "1m")
		helm := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "helm-controller"}
		if there, err := hub.Exists(t.Context(), helm); err != nil || there != (move.to == "flux") {
			t.Errorf("under %s, %s is there: %v (%v)", move.to, helm, there, err)
		}
		l.edit("platform.yaml", "message: ", "message: more-")
		l.run("generate", "-q")
		l.run("bootstrap", "--yes", "--timeout", "4m")
		if v := arrivedValues(l, hub); !strings.HasPrefix(v["message"].(string), "more-") {
			t.Errorf("under %s the chart got %v", move.to, v["message"])
		}
	}
}

// hubWorkloads are what runs on the hub, less what a change of web replaces.
func hubWorkloads(l *lab) map[string]string {
	l.t.Helper()
	out := workloadsOn(l, "hub")
	maps.DeleteFunc(out, func(name, _ string) bool {
		return strings.Contains(name, " web/web") && !strings.Contains(name, "Deployment")
	})
	for name := range out {
		if strings.Contains(name, " web/web") {
			out[name] = strings.Fields(out[name])[0] // its UID: a change rolls it out
		}
	}
	return out
}

// runAsPods stands for the kubelet: it runs what a Deployment's pods would, and
// ends it when the Deployment asks for none.
func runAsPods(t *testing.T, c *kube.Client, kubeconfig string) {
	t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	keeper := local.NewKeeper()
	proxy := "http://" + proxyToCluster(t, kubeconfig)
	ctx, cancel := context.WithCancel(t.Context())
	var kubelets sync.WaitGroup
	t.Cleanup(func() { cancel(); kubelets.Wait(); keeper.Close() })
	controllers := map[kube.Ref]local.Agent{}
	for _, name := range []string{"sveltos", "flux"} {
		data, err := os.ReadFile("../templates/agents/" + name + "/local.yaml")
		if err != nil {
			t.Fatal(err)
		}
		spec, err := local.ReadAgentSpec(data)
		if err != nil {
			t.Fatal(err)
		}
		programs, err := local.Build(t.Context(), cache, spec.Programs(), nil)
		if err != nil {
			t.Fatal(err)
		}
		spec.Env["HTTPS_PROXY"] = proxy
		for _, p := range spec.Processes {
			one := spec
			one.Processes = []local.AgentProcess{p}
			where := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: p.Name}
			if p.Name == "addon-controller" {
				where.Namespace = "projectsveltos"
			}
			controllers[where] = local.Agent{Name: "hub/" + p.Name, Spec: one, Dir: t.TempDir(), Kubeconfig: kubeconfig, Programs: programs}
		}
	}
	if len(controllers) != 4 {
		t.Fatalf("there are %d controllers: %v", len(controllers), slices.Collect(maps.Keys(controllers)))
	}
	for where, agent := range controllers {
		kubelets.Go(func() { followDeployment(ctx, t, c, where, keeper, agent) })
	}
}

// followDeployment runs a controller while its Deployment asks for a pod. It
// ends a moment after the Pod does, which a real kubelet would wait for.
func followDeployment(ctx context.Context, t *testing.T, c *kube.Client, where kube.Ref, keeper *local.Keeper, agent local.Agent) {
	runs := false
	for ; ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		obj, err := c.Get(ctx, where)
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			continue
		}
		spec, _ := obj["spec"].(map[string]any)
		wanted := spec != nil && spec["replicas"] != int64(0)
		if wanted == runs {
			continue
		}
		change := local.StopAgent
		if wanted {
			change = local.StartAgent
		}
		if err := change(ctx, keeper, agent); err != nil && ctx.Err() == nil {
			t.Errorf("%s: %v", where, err)
		}
		runs = wanted
	}
}
