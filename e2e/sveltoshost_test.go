//go:build e2e

package e2e

import (
	"context"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const sveltosHostPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: sveltos
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  mirrors: {"oci://ghcr.io/fluxcd": "oci://FLUX", "https://projectsveltos.github.io/helm-charts": "oci://CHARTS"}
  components: {platform-info: {}}
  clusters: [{name: hub, role: hub, provider: local}]
`

// TestSveltosOnACluster bootstraps Sveltos onto a cluster that somebody else
// made: Flux's two controllers from their published artifact, Sveltos from a
// chart, and the credential by which it reaches the cluster it runs on. Pods are
// simulated, so the controllers run as processes, which reach that address from
// inside through a proxy; and sveltoscluster-manager, which no module has, is
// the test: it cannot show that one finds the cluster healthy.
func TestSveltosOnACluster(t *testing.T) {
	// The Sveltos that runs here is older than the catalog's, and reads v1beta2.
	flux, charts := serveDistribution(t, "v1.7.3"), serveSveltos(t)
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "FLUX", flux, "CHARTS", charts).Replace(sveltosHostPlatform))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	kubeconfig, contextName := l.asExisting("hub")
	l.edit("platform.yaml", "provider: local", "provider: existing, context: "+contextName)
	l.run("generate", "-q")

	t.Log("without anything that runs, bootstrap ends where the agent is to take over")
	_, stderr, err := l.try("bootstrap", "--yes", "--timeout", "45s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "hand-over") {
		t.Fatalf("%v\n%s", err, stderr)
	}
	hub := l.client("hub")
	startSveltos(t, kubeconfig)
	standInForClusterManager(t, hub, "hub")
	_, stderr, err = l.try("bootstrap", "--yes", "--timeout", "4m")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	l.run("status", "--wait", "1m")
	t.Log("bootstrap changes nothing that is in order")
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "1m"); err != nil || !strings.Contains(stderr, "up to date") {
		t.Errorf("%v\n%s", err, stderr)
	}

	info := l.get(hub, kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "platform-system", Name: "platform-info"})
	if meta(info, "uid") == "" {
		t.Error("nothing was deployed")
	}
	for _, controller := range []string{"source-controller", "kustomize-controller"} {
		obj := l.get(hub, kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: controller})
		if owner := fieldOf[string](t, obj, "metadata", "labels", "kustomize.toolkit.fluxcd.io/name"); owner != "flux-sync" {
			t.Errorf("%s belongs to %s", controller, owner)
		}
		// It was found as bootstrap had left it.
		if meta(obj, "generation") != "1" {
			t.Errorf("%s is at generation %s", controller, meta(obj, "generation"))
		}
		container := fieldOf[[]any](t, obj, "spec", "template", "spec", "containers")[0].(map[string]any)
		if image := container["image"].(string); !strings.HasPrefix(image, flux+"/"+controller+":") {
			t.Errorf("%s runs %s", controller, image)
		}
	}
	for _, r := range []kube.Ref{
		{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "helm-controller"},
		{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: "helmreleases.helm.toolkit.fluxcd.io"},
	} {
		if there, err := hub.Exists(t.Context(), r); err != nil || there {
			t.Errorf("%s is there (%v)", r, err)
		}
	}

	t.Log("its drift detection, which brings the namespace without labels, takes none away")
	l.eventually(hub, kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "projectsveltos", Name: "drift-detection-manager"},
		"there", func(obj map[string]any) bool { return obj != nil })
	namespace := l.get(hub, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: "projectsveltos"})
	for _, mode := range []string{"enforce", "warn"} {
		if got := fieldOf[string](t, namespace, "metadata", "labels", "pod-security.kubernetes.io/"+mode); got != "baseline" {
			t.Errorf("Pod Security's %s is %q in %v", mode, got, namespace["metadata"])
		}
	}

	t.Log("what reads Git is changed through Git")
	source := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "source-controller"}
	l.edit("platform.yaml", "platform-info: {}", "platform-info: {}, flux-sync: {config: {concurrency: {source: 4}}}")
	l.run("generate", "-q")
	l.run("bootstrap", "--yes", "--timeout", "4m")
	l.eventually(hub, source, "changed", func(obj map[string]any) bool {
		return slices.Contains(fieldOf[[]any](t, obj, "spec", "template", "spec", "containers")[0].(map[string]any)["args"].([]any), any("--concurrent=4"))
	})
}

// startSveltos runs the controllers that the cluster's pods only stand for.
func startSveltos(t *testing.T, kubeconfig string) {
	t.Helper()
	startAgent(t, "sveltos", kubeconfig, map[string]string{"HTTPS_PROXY": "http://" + proxyToCluster(t, kubeconfig)})
}

// startAgent runs an agent's controllers as processes, where its pods only stand
// for them.
func startAgent(t *testing.T, agent, kubeconfig string, env map[string]string) {
	t.Helper()
	data, err := os.ReadFile("../templates/agents/" + agent + "/local.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := local.ReadAgentSpec(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range spec.Processes {
		if p := &spec.Processes[i]; p.Name == "addon-controller" { // as the chart says it
			p.Args = append(p.Args, "--agent-in-mgmt-cluster=false", "--drift-detection-config=drift-detection-config")
		}
	}
	maps.Copy(spec.Env, env)
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := local.Build(t.Context(), cache, spec.Programs(), nil)
	if err != nil {
		t.Fatal(err)
	}
	keeper := local.NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	if err := local.StartAgent(t.Context(), keeper, local.Agent{
		Name: "hub/" + agent, Spec: spec, Dir: t.TempDir(), Kubeconfig: kubeconfig, Programs: programs,
	}); err != nil {
		t.Fatal(err)
	}
}

// proxyToCluster stands for a cluster's network: whoever asks for the API server
// as pods do is connected with it.
func proxyToCluster(t *testing.T, kubeconfig string) string {
	t.Helper()
	var file struct {
		Clusters []struct{ Cluster struct{ Server string } }
	}
	data, err := os.ReadFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	server, err := url.Parse(file.Clusters[0].Cluster.Server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Host != "kubernetes.default.svc:443" {
			http.Error(w, "only the API server", http.StatusForbidden)
			return
		}
		out, err := net.Dial("tcp", server.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer out.Close()
		in, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer in.Close()
		if _, err := io.WriteString(in, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(out, buffered)
			out.Close()
		}()
		_, _ = io.Copy(in, out)
	}))
	t.Cleanup(proxy.CloseClientConnections)
	return strings.TrimPrefix(proxy.URL, "http://")
}

// standInForClusterManager says of a cluster that it is healthy, once it is registered.
func standInForClusterManager(t *testing.T, hub *kube.Client, cluster string) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	r := kube.Ref{APIVersion: "lib.projectsveltos.io/v1beta1", Kind: "SveltosCluster", Namespace: "projectsveltos", Name: cluster}
	go func() {
		defer close(done)
		for ; ctx.Err() == nil; time.Sleep(time.Second) {
			if there, err := hub.Exists(ctx, r); err != nil || !there {
				continue
			}
			if err := hub.ApplyStatus(ctx, "sveltoscluster-manager", map[string]any{
				"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": map[string]any{"name": r.Name, "namespace": r.Namespace},
				"status": map[string]any{"ready": true, "connectionStatus": "Healthy"},
			}); err == nil {
				return
			}
		}
	}()
}

const sveltosDeployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: addon-controller, namespace: projectsveltos}
spec:
  replicas: 1
  selector: {matchLabels: {app: addon-controller}}
  template:
    metadata: {labels: {app: addon-controller}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: manager
          image: example.com/addon-controller:1
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          resources: {requests: {{ toJson .Values.addonController.controller.resources.requests }}}
`

const sveltosPatches = `apiVersion: v1
kind: ConfigMap
metadata: {name: drift-detection-config, namespace: projectsveltos}
data:
{{- range $key, $value := .Values.addonController.driftDetectionManagerPatchConfigMap.data }}
  {{ $key }}: |-
    {{- $value | toString | nindent 4 }}
{{- end }}
`

// serveSveltos runs a registry with a chart that is named as Sveltos' own and
// has its CRDs, one of its Deployments, and the patches of its drift detection.
func serveSveltos(t *testing.T) string {
	t.Helper()
	files := map[string]string{
		"Chart.yaml": "apiVersion: v2\nname: projectsveltos\nversion: 1.13.0\n", "templates/deployment.yaml": sveltosDeployment,
		"templates/patches.yaml": sveltosPatches,
	}
	for _, module := range []string{"addon-controller", "libsveltos"} {
		crds, err := filepath.Glob(filepath.Join(fetchModule(t, "github.com/projectsveltos/"+module+"@v1.4.0"), "config/crd/bases/*.yaml"))
		if err != nil || len(crds) == 0 {
			t.Fatal(crds, err)
		}
		for _, file := range crds {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			files["crds/"+filepath.Base(file)] = string(data)
		}
	}
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	address := strings.TrimPrefix(server.URL, "http://") + "/charts"
	ref, err := name.NewTag(address+"/projectsveltos:1.13.0", name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, chartOf(t, "projectsveltos", files), remote.WithContext(t.Context())); err != nil {
		t.Fatal(err)
	}
	return address
}
