//go:build e2e

package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// busy are kinds of objects that come and go by themselves.
var busy = []string{"Event", "Lease", "Pod", "ReplicaSet", "ControllerRevision", "Endpoints", "EndpointSlice", "IPAddress", "APIService"}

// rewritten are annotations that kubectl, controllers and agents write each time, whatever an exercise did.
var rewritten = []string{
	"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision", "slipway.dev/urged",
	"argocd.argoproj.io/refresh", "argocd.argoproj.io/application-set-refresh", "reconcile.fluxcd.io/requestedAt",
	"projectsveltos.io/hash",
}

// traces is what an exercise may leave no trace in: what is served, the folder,
// the progress, and every object of every cluster with what people write into it.
func (l *lab) traces() map[string]string {
	l.t.Helper()
	out := map[string]string{
		"what is served": l.git("for-each-ref"),
		"the folder":     l.folderState(),
	}
	progress, err := os.ReadFile(filepath.Join(l.state, "acme", "progress.json"))
	if err == nil {
		var record struct {
			Exercises []any
			Current   string
		}
		if err := json.Unmarshal(progress, &record); err != nil {
			l.t.Fatal(err)
		}
		if record.Current != "" || len(record.Exercises) > 0 {
			out["progress"] = string(progress)
		}
	}
	clusters, err := os.ReadDir(filepath.Join(l.state, "acme", "clusters"))
	if err != nil {
		l.t.Fatal(err)
	}
	for _, c := range clusters {
		l.objects(c.Name(), out)
	}
	return out
}

func (l *lab) folderState() string {
	l.t.Helper()
	return l.folderGit("status", "--porcelain", "--branch") + l.folderGit("rev-parse", "HEAD")
}

func (l *lab) folderGit(args ...string) string {
	l.t.Helper()
	out, err := exec.CommandContext(l.t.Context(), "git", append([]string{"-C", l.dir}, args...)...).Output()
	if err != nil {
		l.t.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func (l *lab) objects(cluster string, into map[string]string) {
	l.t.Helper()
	c := l.client(cluster)
	kinds, err := c.Kinds(l.t.Context(), func(_, kind string) bool { return !slices.Contains(busy, kind) })
	if err != nil {
		l.t.Fatal(err)
	}
	for _, k := range kinds {
		list, err := c.List(l.t.Context(), kube.Ref{APIVersion: strings.TrimPrefix(k.Group+"/"+k.Version, "/"), Kind: k.Name}, kube.ListOptions{})
		if err != nil {
			l.t.Fatal(err)
		}
		for _, o := range list {
			r := kube.RefOf(o)
			meta := lastingMeta(o)
			if r.Kind == "Secret" {
				delete(o, "data") // never told
			}
			if spec, ok := o["spec"].(map[string]any); ok && r.Kind == "Service" {
				delete(spec, "clusterIP") // the server's
				delete(spec, "clusterIPs")
			}
			if spec, ok := o["spec"].(map[string]any); ok && r.Kind == "ClusterSummary" {
				leaveOut(spec, agents["sveltos"].rewrites)
			}
			delete(o, "metadata")
			delete(o, "status")
			delete(o, "operation") // Argo CD's own, while it syncs
			text, err := json.Marshal([]any{meta, o})
			if err != nil {
				l.t.Fatal(err)
			}
			into[cluster+": "+r.APIVersion+" "+r.String()] = string(text)
		}
	}
}

// lastingMeta is what of an object's metadata somebody may leave there.
func lastingMeta(o map[string]any) []any {
	meta, _ := o["metadata"].(map[string]any)
	annotations, _ := meta["annotations"].(map[string]any)
	maps.DeleteFunc(annotations, func(key string, _ any) bool { return slices.Contains(rewritten, key) })
	if len(annotations) == 0 {
		annotations = nil
	}
	return []any{meta["labels"], annotations, meta["finalizers"]}
}
