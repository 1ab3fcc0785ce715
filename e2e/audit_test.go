//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

const auditPolicy = `{"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": [{"level": "Metadata"}]}`

// asked is one request that a cluster's API server answered.
type asked struct {
	Verb      string
	URI       string `json:"requestURI"`
	UserAgent string
	Object    struct{ Resource, Subresource, APIGroup, Namespace, Name string } `json:"objectRef"`
}

// bySlipway tells the program from the agents, which log in as the same user in a lab.
func (a asked) bySlipway() bool { return strings.HasPrefix(a.UserAgent, "slipway") }

// writes is whether it may have changed something: reviews of one's own
// permissions and dry runs are sent as writes and change nothing.
func (a asked) writes() bool {
	return slices.Contains([]string{"create", "update", "patch", "delete", "deletecollection"}, a.Verb) &&
		a.Object.Resource != "selfsubjectaccessreviews" && !strings.Contains(a.URI, "dryRun=All")
}

func (a asked) String() string { return a.Verb + " " + a.URI + " by " + a.UserAgent }

// object is how versions calls what the request was about.
func (a asked) object() string {
	return fmt.Sprintf("%s.%s %s/%s", a.Object.Resource, a.Object.APIGroup, a.Object.Namespace, a.Object.Name)
}

// audited makes a cluster that is not there yet write down every request.
func (l *lab) audited(cluster string) {
	l.t.Helper()
	plane := l.plane(cluster)
	if err := os.MkdirAll(plane.Dir, 0o700); err != nil {
		l.t.Fatal(err)
	}
	if err := local.WritePrivate(plane.AuditPolicy(), []byte(auditPolicy)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *lab) plane(cluster string) local.ControlPlane {
	return local.ControlPlane{Name: cluster, Dir: filepath.Join(l.state, "acme", "clusters", cluster)}
}

// requests are those that a cluster answered from a place in its audit log on,
// and the place behind them. The last of them is the test's own, which is known
// to be there when all before it are.
func (l *lab) requests(cluster string, from int) (all []asked, to int) {
	l.t.Helper()
	last := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "default", Name: fmt.Sprintf("asked-for-%d", time.Now().UnixNano())}
	if _, err := l.client(cluster).Exists(l.t.Context(), last); err != nil {
		l.t.Fatal(err)
	}
	var log []byte
	err := kube.Wait(l.t.Context(), "the audit log of "+cluster, 100*time.Millisecond, time.Minute, func(string) {}, func(context.Context) (bool, string, error) {
		var err error
		log, err = os.ReadFile(l.plane(cluster).AuditLog())
		return bytes.Contains(log, []byte(last.Name)), "the last request is not in it", err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(log[from:]))
	lines.Buffer(nil, len(log))
	for lines.Scan() {
		var a asked
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			l.t.Fatal(err)
		}
		if a.Object.Name == last.Name {
			break
		}
		all = append(all, a)
	}
	return all, len(log)
}

// versions are the resource versions of all objects of a cluster.
func (l *lab) versions(cluster string) map[string]string {
	l.t.Helper()
	c := l.client(cluster)
	kinds, err := c.Kinds(l.t.Context(), func(string, string) bool { return true })
	if err != nil {
		l.t.Fatal(err)
	}
	out := map[string]string{}
	for _, k := range kinds {
		resource, _, _ := strings.Cut(k.Definition(), ".")
		err := c.Each(l.t.Context(), kube.Ref{APIVersion: strings.TrimPrefix(k.Group+"/"+k.Version, "/"), Kind: k.Name}, kube.ListOptions{}, func(obj map[string]any) {
			r := kube.RefOf(obj)
			out[fmt.Sprintf("%s.%s %s/%s", resource, k.Group, r.Namespace, r.Name)] = meta(obj, "resourceVersion")
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	return out
}
