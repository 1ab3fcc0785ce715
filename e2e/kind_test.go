//go:build e2e

package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// TestKind is what stand-ins cannot show: agents as pods on nodes that run
// them, from the cluster's making to its end.
func TestKind(t *testing.T) {
	h := newKindHost(t)
	if os.Getenv(kindVariable) == kindShort {
		t.Run("short", func(t *testing.T) { kindShortly(t, h) })
		return
	}
	t.Run("flux", func(t *testing.T) { kindFlux(t, h) })
	t.Run("nodes", func(t *testing.T) { kindNodes(t, h) })
	t.Run("argocd", func(t *testing.T) { kindArgoCD(t, h) })
	t.Run("balancer", func(t *testing.T) { kindBalancer(t, h) })
}

const kindFluxPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  profile: lab
  domain: platform.example.com
  repository: {url: "http://127.0.0.1:PORT/acme.git"}
  catalogs: [builtin, ./catalog]
  mirrors: {"oci://ghcr.io/fluxcd": "oci://REGISTRY/fluxcd"}
  components:
    flux: {config: {concurrency: {source: 3}}}
    app: {config: {version: "1"}}
  clusters:
    - {name: hub, role: hub, provider: kind, kind: {MADE}, components: {platform-info: {}}}
    - {name: spoke, provider: kind, kind: {MADE}}
`

// kindMade is how every cluster of these stories is made.
const kindMade = `image: "IMAGE", network: NETWORK, mirrors: {docker.io: ["https://REGISTRY"], quay.io: ["https://REGISTRY"], public.ecr.aws: ["https://REGISTRY"]}, mounts: [{host: CERTIFICATES, node: /etc/pki/tls/certs, readOnly: true}]`

func (h *kindHost) platform(t *testing.T, text string) string {
	_, port, _ := strings.Cut(freeAddress(t), ":")
	text = strings.ReplaceAll(text, "MADE", kindMade)
	return strings.NewReplacer("PORT", port, "REGISTRY", h.registry, "IMAGE", h.image, "NETWORK", h.network, "CERTIFICATES", h.certificates).Replace(text)
}

// lab is newLab; a failure tells what the pods say.
func (h *kindHost) lab(t *testing.T, platform string) *lab {
	t.Helper()
	l := newLab(bounded{t, h.ctx}, platform)
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		if err := context.Cause(h.ctx); err != nil {
			t.Log(err)
		}
		for _, cluster := range []string{"hub", "spoke"} {
			for _, args := range [][]string{
				{"get", "pods,deployments,replicasets", "--all-namespaces", "--output", "wide"},
				{"get", "events", "--all-namespaces", "--field-selector=type=Warning"},
				{"--namespace", "kube-system", "logs", "--selector", "component=kube-controller-manager", "--tail=30"},
			} {
				out, err := l.kubectlCommand(context.Background(), cluster, args...).CombinedOutput()
				t.Logf("kubectl %v on %s: %v\n%s", args, cluster, err, out)
			}
			l.logsOfPods(cluster)
		}
	})
	return l
}

// logsOfPods shows the end of what pods wrote that do not belong to Kubernetes.
func (l *lab) logsOfPods(cluster string) {
	out, err := l.kubectlCommand(context.Background(), cluster, "get", "pods", "--all-namespaces", "--field-selector=metadata.namespace!=kube-system",
		"--output", `jsonpath={range .items[*]}{.metadata.namespace}{" "}{.metadata.name}{"\n"}{end}`).Output()
	if err != nil {
		l.t.Logf("list pods of %s: %v", cluster, err)
	}
	for line := range strings.Lines(string(out)) {
		namespace, pod, _ := strings.Cut(strings.TrimSpace(line), " ")
		out, err := l.kubectlCommand(context.Background(), cluster, "--namespace", namespace, "logs", pod, "--all-containers", "--tail=15").CombinedOutput()
		l.t.Logf("%s/%s on %s: %v\n%s", namespace, pod, cluster, err, out)
	}
}

// build compiles programs that are in no cache.
func build(t testing.TB, names ...string) map[string]string {
	t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := local.Build(context.Background(), cache, names, nil) // also while a test ends
	if err != nil {
		t.Fatal(err)
	}
	return programs
}

// kubectl asks a cluster as a user would.
func (l *lab) kubectl(cluster string, args ...string) string {
	l.t.Helper()
	out, err := l.kubectlCommand(l.t.Context(), cluster, args...).CombinedOutput()
	if err != nil {
		l.t.Fatalf("kubectl %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (l *lab) kubectlCommand(ctx context.Context, cluster string, args ...string) *exec.Cmd {
	kubeconfig := filepath.Join(l.state, "acme", "clusters", cluster, "kubeconfig")
	return exec.CommandContext(ctx, build(l.t, "kubectl")["kubectl"], append([]string{"--kubeconfig", kubeconfig}, args...)...)
}

// raise brings up a lab whose repository's address only its cluster tells.
func (l *lab) raise() {
	l.t.Helper()
	l.make()
	l.installAgent()
}

// make makes the clusters, which tells where the repository can be: at this
// machine's address on their network.
func (l *lab) make() (own string) {
	l.t.Helper()
	_, stderr, err := l.try("lab", "up", "--no-bootstrap")
	told := regexp.MustCompile(`write url: (http://([0-9.]+):[0-9]+/acme\.git) under repository`).FindStringSubmatch(stderr)
	if exitCode(err) != 1 || told == nil {
		l.t.Fatalf("lab up: %v\n%s", err, stderr)
	}
	l.edit("platform.yaml", "http://127.0.0.1:", "http://"+told[2]+":")
	return told[2]
}

// installAgent bootstraps the clusters that are made.
func (l *lab) installAgent() {
	l.t.Helper()
	l.run("generate", "-q")
	before := engine(l.t, "ps", "--quiet")
	l.run("lab", "up", "--timeout", "5m")
	if after := engine(l.t, "ps", "--quiet"); after != before {
		l.t.Errorf("the cluster was made again: %s, then %s", before, after)
	}
}

// publishFlux makes images of Flux's controllers from what was compiled, under
// the names that two versions of its distribution give them.
func (h *kindHost) publishFlux(t *testing.T) {
	t.Helper()
	programs := build(t, agents["flux"].programs...)
	h.program(t, programs["source-controller"], "fluxcd/source-controller:v1.9.3")
	h.program(t, programs["source-controller"], "fluxcd/source-controller:v1.9.4")
	h.program(t, programs["kustomize-controller"], "fluxcd/kustomize-controller:v1.9.4")
	h.program(t, programs["helm-controller"], "fluxcd/helm-controller:v1.6.3")
	publish(t, h.push+"/fluxcd/flux-manifests:v2.9.3", map[string]string{"gotk-components.yaml": distribution(t, "v1.9.3")})
	publish(t, h.push+"/fluxcd/flux-manifests:v2.9.4", map[string]string{"gotk-components.yaml": distribution(t, "v1.9.4")})
}

// kindFlux: a hub and a spoke.
func kindFlux(t *testing.T, h *kindHost) {
	h.publishFlux(t)
	h.pushImage(t, h.appImage(t), "library/app:1")
	l := h.lab(t, h.platform(t, kindFluxPlatform))
	l.write("catalog/app/component.cue", kindApp)
	l.raise()
	hub := l.client("hub")
	if out := l.run("status"); strings.Contains(out, "simulated") {
		t.Errorf("status says\n%s", out)
	}
	deployment := func(name string) kube.Ref {
		return kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: name}
	}
	ready := func(obj map[string]any) bool { return fieldOf[int64](t, obj, "status", "readyReplicas") == 1 }
	for _, r := range []kube.Ref{deployment("source-controller"), deployment("kustomize-controller"), deployment("helm-controller"), kindAppDeployment} {
		if !ready(l.get(hub, r)) {
			t.Errorf("%s is not ready", r)
		}
	}
	t.Log("the hub drives the spoke over kind's network")
	if !ready(l.get(l.client("spoke"), kindAppDeployment)) {
		t.Error("the app is not ready on the spoke")
	}
	kindStory(t, l, hub, kindAgent{namespace: "flux-system", pods: "app=kustomize-controller", workload: "deployment/kustomize-controller"})

	t.Log("the agent changes itself through Git alone")
	l.edit("platform.yaml", "concurrency: {source: 3}", "concurrency: {source: 4}")
	l.land()
	l.eventually(hub, deployment("source-controller"), "changed", func(obj map[string]any) bool {
		return meta(obj, "generation") == "2" && ready(obj)
	})
	l.run("status", "--wait", "1m")

	t.Log("the machine restarts, and the hub finds its spoke at another address")
	l.asleepAndAwake(hub)
	spoke := l.client("spoke")
	old := meta(l.get(spoke, kindAppDeployment), "uid")
	if err := spoke.Delete(t.Context(), kindAppDeployment, kube.Background); err != nil {
		t.Fatal(err)
	}
	l.eventually(spoke, kindAppDeployment, "back", func(obj map[string]any) bool {
		return obj != nil && meta(obj, "uid") != old && available(obj) == 1
	})
	l.sink()
}

// kindAgent is the workload without which the agent does nothing.
type kindAgent struct{ namespace, pods, workload string }

// kindStory is what holds of every agent: drift is healed, also after the agent
// itself was killed, what keeps a pod from running is named, and bootstrap brings
// back an agent that is gone.
func kindStory(t *testing.T, l *lab, hub *kube.Client, agent kindAgent) {
	l.restarted(agent)

	t.Log("drift is healed")
	l.heals(hub)

	t.Log("an image that does not exist is named")
	l.edit("platform.yaml", `version: "1"`, `version: "2"`)
	l.run("generate", "-q")
	_, stderr, err := l.try("bootstrap", "--timeout", "90s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "ImagePullBackOff") || !strings.Contains(stderr, "docker.io/library/app:2") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	_, stderr, err = l.try("status")
	// The kubelet tries now and again, and says then that it cannot for another reason.
	if exitCode(err) != 1 || strings.Count(stderr, "container app: ImagePullBackOff")+strings.Count(stderr, "container app: ErrImagePull") != 1 {
		t.Errorf("status says %v\n%s", err, stderr)
	}
	l.edit("platform.yaml", `version: "2"`, `version: "1"`)
	l.land()
	l.run("status", "--wait", "1m")

	t.Log("an agent that is not there to bring itself back is brought back")
	l.kubectl("hub", "--namespace", agent.namespace, "delete", "deployments,statefulsets", "--all")
	if _, stderr, err := l.try("bootstrap"); err != nil || !strings.Contains(stderr, "was not as Git has it, and was brought back") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	l.kubectl("hub", "--namespace", agent.namespace, "rollout", "status", agent.workload, "--timeout=2m")
	l.run("status", "--wait", "1m")
}

// restarted deletes the agent's pod, which comes back.
func (l *lab) restarted(agent kindAgent) {
	l.t.Helper()
	pods := []string{"--namespace", agent.namespace, "get", "pods", "--selector", agent.pods, "--output", "jsonpath={.items[*].metadata.uid}"}
	before := l.kubectl("hub", pods...)
	l.kubectl("hub", "--namespace", agent.namespace, "delete", "pods", "--selector", agent.pods)
	l.kubectl("hub", "--namespace", agent.namespace, "rollout", "status", agent.workload, "--timeout=2m")
	if after := l.kubectl("hub", pods...); after == before || after == "" {
		l.t.Errorf("the agent's pod was %s and is %s", before, after)
	}
}

// sink takes the lab down, of which nothing is left: no container, volume, network
// or file. kind's own network stays, so that this machine's address on it does too.
func (l *lab) sink() {
	l.t.Helper()
	l.run("lab", "down")
	for what, args := range map[string][]string{
		"containers": {"ps", "--all", "--quiet"}, "volumes": {"volume", "ls", "--quiet"}, "networks": {"network", "ls", "--format", "{{.Name}}"},
	} {
		left := slices.DeleteFunc(strings.Fields(engine(l.t, args...)), func(name string) bool {
			return slices.Contains([]string{"bridge", "host", "none", "podman", "kind"}, name)
		})
		if len(left) > 0 {
			l.t.Errorf("%s are left: %v", what, left)
		}
	}
	left, err := filepath.Glob(filepath.Join(l.state, "*"))
	left = slices.DeleteFunc(left, func(path string) bool { return filepath.Base(path) == "ports.lock" }) // that of all labs
	if err != nil || len(left) > 0 {
		l.t.Errorf("files are left: %v, %v", left, err)
	}
}
