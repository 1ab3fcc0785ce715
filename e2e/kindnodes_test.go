//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const kindNodesPlatform = `apiVersion: slipway.dev/v1alpha1
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
    flux: {version: v2.9.3}
    app: {config: {version: given, does: serve, cpu: "10m"}}
  clusters:
    - name: hub
      role: hub
      provider: kind
      kind: {MADE, nodes: {workers: 2}, ports: [{host: HOSTPORT, node: 30080}], preload: {images: ["docker.io/library/kept:1"], archives: [ARCHIVE]}}
      components: {platform-info: {}}
`

// kindShortly is what fits into six minutes: one node with an agent that installs,
// manages, restarts and upgrades itself, and a way in.
func kindShortly(t *testing.T, h *kindHost) {
	h.publishFlux(t)
	_, port, _ := strings.Cut(freeAddress(t), ":")
	text := strings.NewReplacer("ARCHIVE", h.archive(t, "docker.io/library/app:given"), "HOSTPORT", port,
		", nodes: {workers: 2}", "", `images: ["docker.io/library/kept:1"], `, "").Replace(kindNodesPlatform)
	l := h.lab(t, h.platform(t, text))
	l.write("catalog/app/component.cue", kindApp)
	l.raise()
	l.answersAt("127.0.0.1:" + port)
	l.restarted(kindAgent{namespace: "flux-system", pods: "app=kustomize-controller", workload: "deployment/kustomize-controller"})
	l.heals(l.client("hub"))
	l.upgraded()
	l.sink()
}

// kindNodes is a cluster of several nodes: what nodes are given, what leads into
// the cluster, what keeps pods from running, and an agent that loses its node.
func kindNodes(t *testing.T, h *kindHost) {
	h.publishFlux(t)
	engine(t, "load", "--quiet", "--input", h.archive(t, "docker.io/library/kept:1"))
	_, port, _ := strings.Cut(freeAddress(t), ":")
	text := strings.NewReplacer("ARCHIVE", h.archive(t, "docker.io/library/app:given"), "HOSTPORT", port).Replace(kindNodesPlatform)
	l := h.lab(t, h.platform(t, text))
	l.write("catalog/app/component.cue", kindApp)
	l.raise()
	hub := l.client("hub")

	t.Log("every node has what it was given, and a port of this machine leads to the app")
	for _, node := range []string{"acme-hub-control-plane", "acme-hub-worker", "acme-hub-worker2"} {
		images := strings.Fields(engine(t, "exec", node, "ctr", "--namespace", "k8s.io", "images", "list", "--quiet"))
		if !slices.Contains(images, "docker.io/library/kept:1") || !slices.Contains(images, "docker.io/library/app:given") {
			t.Errorf("%s has %v", node, images)
		}
	}
	l.answersAt("127.0.0.1:" + port)

	l.upgraded()
	kindCauses(t, l)
	kindNodeLost(t, l, hub)
	l.asleepAndAwake(hub)
	l.answersAt("127.0.0.1:" + port)
	l.sink()
}

var kustomizeController = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "kustomize-controller"}

// answersAt asks the app as anything on this machine would.
func (l *lab) answersAt(address string) {
	l.t.Helper()
	err := kube.Wait(l.t.Context(), "the app to answer at "+address, time.Second, 2*time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, nil)
		if err != nil {
			return false, "", err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return false, err.Error(), nil // a pod that starts does not answer yet
		}
		defer res.Body.Close()
		said, err := io.ReadAll(res.Body)
		return string(said) == "the app answers\n", fmt.Sprintf("%s: %s", res.Status, said), err
	})
	if err != nil {
		l.t.Error(err)
	}
}

// upgraded changes the agent's version through Git alone. Its pods are others
// then, and another bootstrap finds nothing to do.
func (l *lab) upgraded() {
	l.t.Helper()
	image := []string{"--namespace", "flux-system", "get", "pods", "--selector", "app=source-controller", "--output", "jsonpath={.items[*].spec.containers[0].image}"}
	if was := l.kubectl("hub", image...); !strings.HasSuffix(was, ":v1.9.3") {
		l.t.Errorf("source-controller's pods are of %s", was)
	}
	l.edit("platform.yaml", "flux: {version: v2.9.3}", "flux: {}")
	l.land()
	l.kubectl("hub", "--namespace", "flux-system", "rollout", "status", "deployment/source-controller", "--timeout=2m")
	if is := l.kubectl("hub", image...); !strings.HasSuffix(is, ":v1.9.4") {
		l.t.Errorf("source-controller's pods are of %s", is)
	}
	l.run("status", "--wait", "1m")
	l.unchanged()
}

// unchanged bootstraps again, which changes nothing in Git or of the agent.
func (l *lab) unchanged() {
	l.t.Helper()
	before := l.git("rev-parse", "main")
	was := l.kubectl("hub", "--namespace", "flux-system", "get", "deployments", "--output", `jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}`)
	l.run("bootstrap", "--timeout", "1m")
	is := l.kubectl("hub", "--namespace", "flux-system", "get", "deployments", "--output", `jsonpath={range .items[*]}{.metadata.name}={.metadata.generation} {end}`)
	if after := l.git("rev-parse", "main"); after != before || is != was {
		l.t.Errorf("bootstrap again: %s became %s, and %s became %s", before, after, was, is)
	}
}

// kindCauses: what keeps a pod from running is named with its cause.
func kindCauses(t *testing.T, l *lab) {
	const fine = "version: given, does: serve, cpu: \"10m\""
	for _, tt := range []struct {
		name, change string
		want         []string
	}{
		{"crash", `version: given, does: crash, cpu: "10m"`, []string{"app/app", "exit code 3", "open /etc/app/config.yaml: no such file or directory"}},
		{"out of memory", `version: given, does: eat, cpu: "10m"`, []string{"app/app", "OOMKilled"}},
		{"no room", `version: given, does: serve, cpu: "64"`, []string{"app/app", "Insufficient cpu"}},
	} {
		t.Log("named: " + tt.name)
		l.edit("platform.yaml", fine, tt.change)
		l.run("generate", "-q")
		_, stderr, err := l.try("bootstrap", "--timeout", "45s")
		for _, want := range tt.want {
			if exitCode(err) != 4 || !strings.Contains(stderr, want) {
				t.Errorf("%s: bootstrap does not name %q: %v\n%s", tt.name, want, err, stderr)
			}
		}
		_, stderr, err = l.try("status")
		if exitCode(err) != 1 || !strings.Contains(stderr, tt.want[1]) {
			t.Errorf("%s: status says %v\n%s", tt.name, err, stderr)
		}
		l.edit("platform.yaml", tt.change, fine)
	}
	l.land()
}

// kindNodeLost takes the machine from under the agent. Kubernetes itself waits
// five minutes until it gives up a node's pods, or until somebody says that
// the node is gone.
func kindNodeLost(t *testing.T, l *lab, hub *kube.Client) {
	t.Log("the agent's node is lost")
	uid := meta(l.get(hub, kustomizeController), "uid")
	node := strings.TrimSpace(l.kubectl("hub", "--namespace", "flux-system", "get", "pods", "--selector", "app=kustomize-controller", "--output", "jsonpath={.items[0].spec.nodeName}"))
	if kindEngine() == "nerdctl" { // of which kind asks to start once again what fails
		engine(t, "update", "--restart", "no", node)
	}
	engine(t, "kill", node)
	l.eventually(hub, kustomizeController, "unavailable", func(obj map[string]any) bool { return available(obj) == 0 })
	_, stderr, err := l.try("status")
	if exitCode(err) != 1 || !strings.Contains(stderr, "Flux does not run as it should") || !strings.Contains(stderr, "the node "+node+" says nothing any more") {
		t.Errorf("status says %v\n%s", err, stderr)
	}
	l.kubectl("hub", "delete", "node", node)
	l.eventually(hub, kustomizeController, "available elsewhere", func(obj map[string]any) bool {
		return available(obj) == 1 && meta(obj, "uid") == uid
	})
	l.heals(hub)
	l.run("status", "--wait", "2m")
}

// available counts a workload's pods; the field is left out when it is 0.
func available(obj map[string]any) int64 {
	status, _ := obj["status"].(map[string]any)
	n, _ := status["availableReplicas"].(int64)
	return n
}

// heals deletes an object that the agent then makes again.
func (l *lab) heals(hub *kube.Client) {
	l.t.Helper()
	old := meta(l.get(hub, platformInfo), "uid")
	if err := hub.Delete(l.t.Context(), platformInfo, kube.Background); err != nil {
		l.t.Fatal(err)
	}
	l.eventually(hub, platformInfo, "back", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != old })
}

// asleepAndAwake ends every container, as an engine that restarts does. Another
// container has the first one's address when they start again.
func (l *lab) asleepAndAwake(hub *kube.Client) {
	l.t.Helper()
	nodes := strings.Fields(engine(l.t, "ps", "--all", "--quiet"))
	engine(l.t, append([]string{"stop", "--time", "3"}, nodes...)...)
	_, stderr, err := l.try("status")
	if exitCode(err) != 1 || !strings.Contains(stderr, "the containers of cluster hub do not run (acme-hub-control-plane") || !strings.Contains(stderr, "slipway lab up") {
		l.t.Errorf("status says %v\n%s", err, stderr)
	}
	squatter := engine(l.t, "run", "--detach", "--network", "kind", "--entrypoint", "sleep", strings.TrimSpace(engine(l.t, "inspect", "--format", "{{.Image}}", nodes[0])), "infinity")
	defer func() {
		if out, err := exec.Command(kindEngine(), "rm", "--force", squatter).CombinedOutput(); err != nil {
			l.t.Errorf("remove %s: %v\n%s", squatter, err, out)
		}
	}()
	l.run("lab", "up", "--timeout", "4m")
	l.heals(hub)
	l.run("status", "--wait", "2m")
}
