//go:build e2e

package e2e

import (
	"context"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

var fluxSource = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "flux-system", Name: "source-controller"}

// TestAdoptFlux: a Flux that somebody installed as its project publishes it is
// told from the platform's. What cannot be taken over is refused with the way
// out, and the rest is taken over when that is asked for.
func TestAdoptFlux(t *testing.T) {
	l, admin := newExistingFlux(t)
	hub := l.client("hub")
	installed := documents(t, []byte(distribution(t, "v1.7.3")))
	install(t, hub, "flux", "", installed)
	label := func(value any) map[string]any {
		return map[string]any{"metadata": map[string]any{"labels": map[string]any{"kustomize.toolkit.fluxcd.io/name": value}}}
	}
	image := func(tag string) map[string]any {
		return map[string]any{"spec": map[string]any{"template": map[string]any{"spec": map[string]any{
			"containers": []any{map[string]any{"name": "manager", "image": "ghcr.io/fluxcd/source-controller:" + tag}},
		}}}}
	}
	for _, one := range []struct {
		name   string
		flags  []string
		change map[string]any
		says   string
	}{
		{"as it is", nil, nil, "slipway bootstrap --adopt"},
		{"driven by an object of its own", []string{"--adopt"}, label("flux-system"), "let that object forget it first"},
		{"another minor version", []string{"--adopt"}, image("v1.6.2"), "and the platform installs"},
	} {
		if one.change != nil {
			install(t, hub, "test", "", []map[string]any{merged(fluxSource, one.change)})
		}
		refused(t, l, one.name, one.says, one.flags...)
		if one.change != nil { // what it said goes with its manager's fields
			install(t, hub, "flux", "", installed)
			install(t, hub, "test", "", []map[string]any{merged(fluxSource, nil)})
		}
	}

	t.Log("taken over, it is the platform's, and the same objects")
	uid := meta(l.get(hub, fluxSource), "uid")
	// It waits for the agent there, which does not run yet.
	r := startUntil(l, "hand-over … ", "bootstrap", "--yes", "--adopt", "--timeout", "3m")
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said, err := r.end()
	if err == nil || !strings.Contains(said, "takes over Flux on cluster hub: ") || !strings.Contains(said, "would restart, for other settings") {
		t.Fatalf("%v\n%s", err, said)
	}
	startAgent(t, "flux", admin, nil)
	l.run("bootstrap", "--yes", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	if meta(l.get(hub, fluxSource), "uid") != uid {
		t.Error("source-controller was made anew")
	}
}

// TestAdoptTheSameRestartsNothing: where somebody installed what the platform
// would have, nothing but its owner changes.
func TestAdoptTheSameRestartsNothing(t *testing.T) {
	unlessShort(t, "an agent that is the same", false)
	l, _ := newExistingFlux(t)
	hub := l.client("hub")
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "15s"); exitCode(err) != 4 {
		t.Fatalf("%v\n%s", err, stderr)
	}
	t.Log("what bootstrap itself was ended in is nobody else's")
	if _, stderr, err := l.try("bootstrap", "--yes", "--timeout", "5s"); exitCode(err) != 4 {
		t.Fatalf("%v\n%s", err, stderr)
	}
	before := map[string]string{}
	for _, controller := range []string{"source-controller", "kustomize-controller", "helm-controller"} {
		r := fluxSource
		r.Name = controller
		obj := l.get(hub, r)
		remake(t, hub, r, obj)
		before[controller] = meta(l.get(hub, r), "uid") + " " + meta(l.get(hub, r), "generation")
	}
	refused(t, l, "the same", "none of its workloads restarts")
	_, stderr, err := l.try("bootstrap", "--yes", "--adopt", "--timeout", "15s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "takes over Flux on cluster hub: none of its workloads restarts") {
		t.Fatalf("%v\n%s", err, stderr)
	}
	for controller, was := range before {
		r := fluxSource
		r.Name = controller
		obj := l.get(hub, r)
		if is := meta(obj, "uid") + " " + meta(obj, "generation"); is != was {
			t.Errorf("%s was %s and is %s", controller, was, is)
		}
		if !strings.Contains(strings.Join(kube.MetaOf(obj).Managers, " "), "kustomize-controller") {
			t.Errorf("%s belongs to %v", controller, kube.MetaOf(obj).Managers)
		}
	}
}

// TestAdoptArgoCD: the same of what its project publishes, which anybody applies
// by hand; in another namespace and under other names it is refused.
func TestAdoptArgoCD(t *testing.T) {
	unlessShort(t, "an Argo CD that somebody else installed", false)
	charts := serveArgoCD(t)
	text := strings.NewReplacer("agent: flux", "agent: argocd", `"oci://ghcr.io/fluxcd": "oci://REGISTRY"`, `"https://argoproj.github.io/argo-helm": "oci://`+charts+`"`,
		"GIT", freeAddress(t)).Replace(userPlatform)
	l := newLab(t, text)
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	_, contextName := l.asExisting("hub")
	l.edit("platform.yaml", "provider: local", "provider: existing, context: "+contextName)
	l.run("generate", "-q")
	hub := l.client("hub")
	data, err := os.ReadFile(filepath.Join(argoCDModule(t), "manifests", "install.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	install(t, hub, "kubectl", "gitops", documents(t, data))
	refused(t, l, "another namespace", "in another namespace (", "--adopt")
	for _, kind := range []string{"Deployment", "StatefulSet"} {
		objects, err := hub.List(t.Context(), kube.Ref{APIVersion: "apps/v1", Kind: kind, Namespace: "gitops"}, kube.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			o["apiVersion"], o["kind"] = "apps/v1", kind
			if err := hub.Delete(t.Context(), kube.RefOf(o), kube.Background); err != nil {
				t.Fatal(err)
			}
		}
	}

	server := kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "argocd", Name: "argocd-server"}
	renamed := documents(t, data)
	for i, o := range renamed {
		if strings.HasPrefix(meta(o, "name"), "argocd-") && (o["kind"] == "Deployment" || o["kind"] == "StatefulSet") {
			renamed[i]["metadata"].(map[string]any)["name"] = "release-" + meta(o, "name")
		}
	}
	install(t, hub, "helm", "argocd", renamed)
	refused(t, l, "other names", "is called otherwise there", "--adopt")
	for _, o := range renamed {
		if strings.HasPrefix(meta(o, "name"), "release-") {
			r := kube.RefOf(o)
			r.Namespace = "argocd"
			if err := hub.Delete(t.Context(), r, kube.Background); err != nil {
				t.Fatal(err)
			}
		}
	}

	install(t, hub, "kubectl", "argocd", documents(t, data))
	uid := meta(l.get(hub, server), "uid")
	refused(t, l, "as it is", "slipway bootstrap --adopt")
	_, stderr, err := l.try("bootstrap", "--yes", "--adopt", "--timeout", "20s")
	if exitCode(err) != 4 || !strings.Contains(stderr, "takes over Argo CD on cluster hub: none of its workloads restarts") ||
		!strings.Contains(stderr, "the platform does not hold Deployment argocd/argocd-") || !strings.Contains(stderr, "hand-over") {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if obj := l.get(hub, server); meta(obj, "uid") != uid || meta(obj, "generation") != "1" {
		t.Errorf("argocd-server is %s at generation %s", meta(obj, "uid"), meta(obj, "generation"))
	}
}

// refused runs bootstrap, which must say something and leave Git alone.
func refused(t *testing.T, l *lab, name, says string, flags ...string) {
	t.Helper()
	_, stderr, err := l.try(append([]string{"bootstrap", "--yes", "--timeout", "20s"}, flags...)...)
	if exitCode(err) != 1 || !strings.Contains(stderr, says) {
		t.Errorf("%s: %v\n%s", name, err, stderr)
	}
}

// install applies objects as a program of that name would; objects that name no
// namespace go to the one that is given.
func install(t *testing.T, c *kube.Client, manager, namespace string, objects []map[string]any) {
	t.Helper()
	if namespace != "" {
		objects = append([]map[string]any{{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": namespace}}}, objects...)
	}
	if _, err := c.Apply(t.Context(), manager, objects, kube.ApplyOptions{Force: true, Namespace: namespace}); err != nil {
		t.Fatal(err)
	}
}

// merged is an object that asks for some fields only.
func merged(r kube.Ref, fields map[string]any) map[string]any {
	out := map[string]any{"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": map[string]any{}}
	for k, v := range fields {
		out[k] = v
	}
	m := out["metadata"].(map[string]any)
	m["name"], m["namespace"] = r.Name, r.Namespace
	return out
}

// remake deletes an object and makes it again as another program would.
func remake(t *testing.T, c *kube.Client, r kube.Ref, obj map[string]any) {
	t.Helper()
	if err := c.Delete(t.Context(), r, kube.Background); err != nil {
		t.Fatal(err)
	}
	if err := kube.Wait(t.Context(), r.String()+" to go", 200*time.Millisecond, time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		there, err := c.Exists(ctx, r)
		return err == nil && !there, "it is there", err
	}); err != nil {
		t.Fatal(err)
	}
	old := obj["metadata"].(map[string]any)
	again := map[string]any{"apiVersion": r.APIVersion, "kind": r.Kind, "spec": obj["spec"],
		"metadata": map[string]any{"name": r.Name, "namespace": r.Namespace, "labels": old["labels"]}}
	install(t, c, "flux", "", []map[string]any{again})
}

// serveArgoCD runs a registry with a chart of Argo CD's own manifests.
func serveArgoCD(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	address := strings.TrimPrefix(server.URL, "http://") + "/charts"
	ref, err := name.NewTag(address+"/argo-cd:9.3.7", name.Insecure)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, chartOf(t, "argo-cd", argoCDChart(t)), remote.WithContext(t.Context())); err != nil {
		t.Fatal(err)
	}
	return address
}
