//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const recoveryPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {namespaces: {}, platform-info: {}, sample: {}, web: {config: {message: kept}}}
  clusters:
    - {name: hub, role: hub, provider: local, server: "https://hub.example.com", labels: {colour: green}}
    - {name: spoke, provider: local, server: "https://spoke.example.com", labels: {colour: blue}}
`

// TestRecovery loses a hub with all that was in it. A clone of the repository is
// all there is, a new cluster comes to be what that one was, and what runs on
// the spoke stays as it is.
func TestRecovery(t *testing.T) {
	withAgents(t, recovery, "argocd")
}

// recoveryLab is up, with a hub and a spoke.
func recoveryLab(t *testing.T, agent string) *lab {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent).Replace(recoveryPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	return l
}

func recovery(t *testing.T, agent string) {
	l := recoveryLab(t, agent)
	before, uid, spoke := normalForms(l, "hub"), meta(l.get(l.client("hub"), webDeployment), "uid"), workloadsOn(l, "spoke")

	loseCluster(l, "hub")
	clone := filepath.Join(filepath.Dir(l.dir), "clone")
	if out, err := exec.CommandContext(t.Context(), "git", "clone", "--quiet", filepath.Join(l.state, "acme", "git", "acme.git"), clone).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	l.dir = clone
	commit := l.git("rev-parse", "main")
	l.run("lab", "up", "--timeout", "4m")
	l.run("status", "--wait", "1m")
	if meta(l.get(l.client("hub"), webDeployment), "uid") == uid {
		t.Fatal("the cluster is not a new one")
	}
	// Units are in order by now; what comes before them, such as a namespace's labels, may still be on its way.
	diff := ""
	if err := kube.Wait(t.Context(), "the new cluster to be what the old one was", time.Second, time.Minute, func(string) {}, func(context.Context) (bool, string, error) {
		diff = cmp.Diff(before, normalForms(l, "hub"))
		return diff == "", "it differs", nil
	}); err != nil {
		t.Errorf("%v (- lost, + new):\n%s", err, diff)
	}
	if diff := cmp.Diff(spoke, workloadsOn(l, "spoke")); diff != "" {
		t.Errorf("the spoke differs (- before, + after):\n%s", diff)
	}
	if after := l.git("rev-parse", "main"); after != commit {
		t.Errorf("there is a new commit: %s", after)
	}
}

// TestRecoverySpoke loses a spoke with all that was in it. The hub brings to the one
// that is made in its place what Git has for it, though it did all that before.
func TestRecoverySpoke(t *testing.T) {
	withAgents(t, recoverySpoke, "sveltos")
}

func recoverySpoke(t *testing.T, agent string) {
	l := recoveryLab(t, agent)
	hub := workloadsOn(l, "hub")

	loseCluster(l, "spoke")
	l.run("lab", "up", "--timeout", "4m")
	for _, r := range []kube.Ref{webDeployment, {APIVersion: "apps/v1", Kind: "Deployment", Namespace: "sample", Name: "sample"}} {
		l.eventually(l.client("spoke"), r, "brought", there)
	}
	l.run("status", "--wait", "1m")
	if diff := cmp.Diff(hub, workloadsOn(l, "hub")); diff != "" {
		t.Errorf("the hub differs (- before, + after):\n%s", diff)
	}
}

// loseCluster ends a cluster's processes and its agent's, and removes what they
// had on disk.
func loseCluster(l *lab, cluster string) {
	l.t.Helper()
	state := filepath.Join(l.state, "acme")
	keeper, parts := l.keeperOf("acme")
	var names []string
	for _, p := range parts {
		if strings.HasPrefix(p.Name, cluster+"/") {
			names = append(names, p.Name)
		}
	}
	if err := keeper.Stop(l.t.Context(), names...); err != nil || len(names) < 5 {
		l.t.Fatal(names, err)
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(state, "clusters", cluster)), os.RemoveAll(filepath.Join(state, "agents", cluster))); err != nil {
		l.t.Fatal(err)
	}
}

// normalForms is every object of a cluster, less what the API server and
// controllers count up or hand out in it, and less what is random: names of
// pods, and what Secrets hold.
func normalForms(l *lab, cluster string) map[string]string {
	l.t.Helper()
	c := l.client(cluster)
	kinds, err := c.Kinds(l.t.Context(), func(group, kind string) bool {
		return !slices.Contains([]string{"Pod", "Lease", "EndpointSlice", "Endpoints", "Node", "CSINode", "IPAddress", "FlowSchema", "PriorityLevelConfiguration"}, kind)
	})
	if err != nil {
		l.t.Fatal(err)
	}
	out := map[string]string{}
	for _, k := range kinds {
		objects, err := c.List(l.t.Context(), kube.Ref{APIVersion: strings.TrimPrefix(k.Group+"/"+k.Version, "/"), Kind: k.Name}, kube.ListOptions{})
		if err != nil {
			l.t.Fatal(err)
		}
		for _, o := range objects {
			// Sveltos applies that Namespace too, without labels, with its drift detection: who comes last decides.
			if r := kube.RefOf(o); isOfThePlane(r) || r.Kind == "Namespace" && r.Name == "projectsveltos" {
				continue
			}
			text, err := json.Marshal(normalForm(o))
			if err != nil {
				l.t.Fatal(err)
			}
			out[kube.RefOf(o).String()] = string(text)
		}
	}
	if len(out) < 50 {
		l.t.Fatalf("there are only %d objects", len(out))
	}
	return out
}

// isOfThePlane reports whether an object holds a control plane's own address or
// certificates.
func isOfThePlane(r kube.Ref) bool {
	return r.Namespace == "default" && r.Name == "kubernetes" || r.Kind == "ConfigMap" && (r.Name == "kube-root-ca.crt" || r.Namespace == "kube-system")
}

func normalForm(o map[string]any) map[string]any {
	meta := o["metadata"].(map[string]any)
	for _, key := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"} {
		delete(meta, key)
	}
	if annotations, ok := meta["annotations"].(map[string]any); ok {
		delete(annotations, "reconcile.fluxcd.io/requestedAt") // somebody asked to look again, which is no state
		if len(annotations) == 0 {
			delete(meta, "annotations")
		}
	}
	owners, _ := meta["ownerReferences"].([]any)
	for _, owner := range owners {
		delete(owner.(map[string]any), "uid")
	}
	slices.SortFunc(owners, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	delete(o, "status")
	if o["aggregationRule"] != nil { // its rules are gathered from others, a moment later
		delete(o, "rules")
	}
	if spec, ok := o["spec"].(map[string]any); ok && o["kind"] == "Service" {
		delete(spec, "clusterIP")
		delete(spec, "clusterIPs")
	}
	if labels, ok := meta["labels"].(map[string]any); ok {
		delete(labels, "modifiedAt")                     // Helm's record of a release
		delete(labels, "projectsveltos.io/cluster-name") // of a ClusterProfile: the cluster that came last
	}
	if data, ok := o["data"].(map[string]any); ok && o["kind"] == "Secret" {
		for key := range data {
			data[key] = "something"
		}
	}
	return o
}
