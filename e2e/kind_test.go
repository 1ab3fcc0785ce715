//go:build e2e

package e2e

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// TestKind is what stand-ins cannot show: agents as pods on nodes that run
// them, from the cluster's making to its end.
func TestKind(t *testing.T) {
	h := newKindHost(t)
	t.Run("flux", func(t *testing.T) { kindFlux(t, h) })
	t.Run("argocd", func(t *testing.T) { kindArgoCD(t, h) })
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

// kindApp is a workload whose image comes from the mirror of docker.io.
const kindApp = `package component

name:     "app"
title:    "App"
summary:  "A pod that waits."
category: "workload"
source: files: version: "1.0.0"
namespace: "app"
#Config: {
	// The image's tag.
	version: string
}
objects: deployment: {
	apiVersion: "apps/v1"
	kind:       "Deployment"
	metadata: {name: "app", namespace: "app"}
	spec: {
		selector: matchLabels: app: "app"
		template: {
			metadata: labels: app: "app"
			spec: {
				securityContext: {runAsNonRoot: true, seccompProfile: type: "RuntimeDefault"}
				containers: [{
					name:  "app"
					image: "docker.io/library/app:" + config.version
					securityContext: {allowPrivilegeEscalation: false, capabilities: drop: ["ALL"]}
				}]
			}
		}
	}
}
`

var kindAppDeployment = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "app", Name: "app"}

func (h *kindHost) platform(t *testing.T, text string) string {
	_, port, _ := strings.Cut(freeAddress(t), ":")
	text = strings.ReplaceAll(text, "MADE", kindMade)
	return strings.NewReplacer("PORT", port, "REGISTRY", h.registry, "IMAGE", h.image, "NETWORK", h.network, "CERTIFICATES", h.certificates).Replace(text)
}

// lab is newLab; a failure tells what the pods say.
func (h *kindHost) lab(t *testing.T, platform string) *lab {
	t.Helper()
	l := newLab(t, platform)
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		for _, cluster := range []string{"hub", "spoke"} {
			for _, args := range [][]string{{"get", "pods", "--all-namespaces"}, {"get", "events", "--all-namespaces", "--field-selector=type=Warning"}} {
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

// publishApp makes the image of kindApp.
func (h *kindHost) publishApp(t *testing.T) {
	t.Helper()
	app := filepath.Join(t.TempDir(), "pause")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", app, "./kindnode/pause")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build pause: %v\n%s", err, out)
	}
	h.program(t, app, "library/app:1")
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
	_, stderr, err := l.try("lab", "up", "--no-bootstrap")
	told := regexp.MustCompile(`write url: (http://([0-9.]+):[0-9]+/acme\.git) under repository`).FindStringSubmatch(stderr)
	if exitCode(err) != 1 || told == nil {
		l.t.Fatalf("lab up: %v\n%s", err, stderr)
	}
	l.edit("platform.yaml", "http://127.0.0.1:", "http://"+told[2]+":")
	l.run("generate", "-q")
	before := docker(l.t, "ps", "--quiet")
	l.run("lab", "up", "--timeout", "5m")
	if after := docker(l.t, "ps", "--quiet"); after != before {
		l.t.Errorf("the cluster was made again: %s, then %s", before, after)
	}
}

// kindFlux: Flux's controllers are images of what was compiled, under the names
// that its distribution gives them.
func kindFlux(t *testing.T, h *kindHost) {
	programs := build(t, agents["flux"].programs...)
	h.program(t, programs["source-controller"], "fluxcd/source-controller:v1.9.4")
	h.program(t, programs["kustomize-controller"], "fluxcd/kustomize-controller:v1.9.4")
	h.program(t, programs["helm-controller"], "fluxcd/helm-controller:v1.6.3")
	publish(t, h.push+"/fluxcd/flux-manifests:v2.9.4", map[string]string{"gotk-components.yaml": distribution(t, "v1.9.4")})
	h.publishApp(t)
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
	l.sink()
}

// kindAgent is the workload without which the agent does nothing.
type kindAgent struct{ namespace, pods, workload string }

// kindStory is what holds of every agent: drift is healed, also after the agent
// itself was killed, and what keeps a pod from running is named.
func kindStory(t *testing.T, l *lab, hub *kube.Client, agent kindAgent) {
	t.Log("the agent's pod is deleted and comes back")
	pods := []string{"--namespace", agent.namespace, "get", "pods", "--selector", agent.pods, "--output", "jsonpath={.items[*].metadata.uid}"}
	before := l.kubectl("hub", pods...)
	l.kubectl("hub", "--namespace", agent.namespace, "delete", "pods", "--selector", agent.pods)
	l.kubectl("hub", "--namespace", agent.namespace, "rollout", "status", agent.workload, "--timeout=2m")
	if after := l.kubectl("hub", pods...); after == before || after == "" {
		t.Errorf("the agent's pod was %s and is %s", before, after)
	}

	t.Log("drift is healed")
	old := meta(l.get(hub, platformInfo), "uid")
	if err := hub.Delete(t.Context(), platformInfo, kube.Background); err != nil {
		t.Fatal(err)
	}
	l.eventually(hub, platformInfo, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != old })

	t.Log("an image that does not exist is named")
	l.edit("platform.yaml", `version: "1"`, `version: "2"`)
	l.run("generate", "-q")
	_, stderr, err := l.try("bootstrap", "--timeout", "90s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "ImagePullBackOff") || !strings.Contains(stderr, "docker.io/library/app:2") {
		t.Errorf("bootstrap says %v\n%s", err, stderr)
	}
	_, stderr, err = l.try("status")
	if exitCode(err) != 1 || strings.Count(stderr, "ImagePullBackOff") != 1 {
		t.Errorf("status says %v\n%s", err, stderr)
	}
	l.edit("platform.yaml", `version: "2"`, `version: "1"`)
	l.land()
	l.run("status", "--wait", "1m")
}

// sink takes the lab down, of which no container is left.
func (l *lab) sink() {
	l.t.Helper()
	l.run("lab", "down")
	if left := docker(l.t, "ps", "--all", "--quiet"); left != "" {
		l.t.Errorf("containers are left: %s", left)
	}
}
