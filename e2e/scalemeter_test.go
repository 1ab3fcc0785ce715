//go:build e2e && linux

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// agentKinds are where an agent keeps what it makes of the repository, of which there is
// one for each unit of a cluster at least, and its root.
var agentKinds = map[string]struct {
	list, root string
	named      bool // what clusters get is named by cluster
	component  string
}{
	"argocd":  {"/apis/argoproj.io/v1alpha1/namespaces/argocd/applications", "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/root", true, "argo-cd"},
	"flux":    {"/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations", "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/root", true, "flux"},
	"sveltos": {"/apis/config.projectsveltos.io/v1beta1/clustersummaries", "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/root", false, "sveltos"},
}

// cargoes are what clusters get.
const cargoes = "/api/v1/namespaces/cargo/configmaps"

// meter measures what an agent does with a fleet.
type meter struct {
	t     *testing.T
	l     *lab
	fleet *spokes
	agent string
	hub   *rawClient
	spoke *rawClient
	run   scaleRun
}

func newMeter(t *testing.T, l *lab, fleet *spokes, asked scaleRun) *meter {
	m := &meter{t: t, l: l, fleet: fleet, agent: asked.Agent, hub: rawClientOf(t, l.plane("hub").Kubeconfig()), spoke: rawClientOf(t, fleet.plane.Kubeconfig()),
		run: asked}
	if asked.Shards > 0 {
		m.run.Served = m.servedByFirst()
	}
	return m
}

// read asks an API server; it returns nothing while there is no such kind.
func (c *rawClient) read(ctx context.Context, path, accept string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode == http.StatusNotFound:
		return nil, nil
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: %s: %s", path, resp.Status, answer)
	}
	return answer, nil
}

// count is how many objects a list has; those that a selector chooses are read by name.
func (c *rawClient) count(ctx context.Context, list, selector string) (int, error) {
	accept, query := "", "?limit=1"
	if selector != "" {
		accept, query = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "?labelSelector="+selector
	}
	answer, err := c.read(ctx, list+query, accept)
	if err != nil || answer == nil {
		return 0, err
	}
	var page struct {
		Metadata struct{ RemainingItemCount int }
		Items    []struct{}
	}
	err = json.Unmarshal(answer, &page)
	return len(page.Items) + page.Metadata.RemainingItemCount, err
}

// calls are the requests that an API server answered so far, by verb.
func (m *meter) calls(c *rawClient) map[string]int {
	m.t.Helper()
	return m.metric(c, "apiserver_request_total")
}

// watches are those that an API server serves at this moment.
func (m *meter) watches(c *rawClient) int {
	m.t.Helper()
	return m.metric(c, "apiserver_longrunning_requests")["WATCH"]
}

// metric is one of an API server's, by verb.
func (m *meter) metric(c *rawClient, name string) map[string]int {
	m.t.Helper()
	answer, err := c.read(m.t.Context(), "/metrics", "")
	if err != nil {
		m.t.Fatal(err)
	}
	out := map[string]int{}
	line := regexp.MustCompile(`^` + name + `\{.*verb="([A-Z]+)".*\} (\S+)$`)
	for lines := bufio.NewScanner(strings.NewReader(string(answer))); lines.Scan(); {
		if found := line.FindStringSubmatch(lines.Text()); found != nil {
			n, err := strconv.ParseFloat(found[2], 64)
			if err != nil {
				m.t.Fatal(err)
			}
			out[found[1]] += int(n)
		}
	}
	return out
}

// measure runs bootstrap, which pushes and waits until every unit is in order, and
// looks on. The clock starts when the commit is pushed and the root is there.
func (m *meter) measure(what, round string) {
	m.t.Helper()
	ctx, stop := context.WithCancel(m.t.Context())
	defer stop()
	phase := scalePhase{What: what}
	hub, spoke := m.calls(m.hub), m.calls(m.spoke)
	head := m.head()
	var began, made, applied time.Time
	var objects, deployed int
	want := 2 * 2 // two units, of two objects each
	if agentKinds[m.agent].named {
		want *= m.served()
	}
	var watching sync.WaitGroup
	start := time.Now()
	watching.Go(func() {
		for {
			if began.IsZero() && m.head() != head && m.rooted(ctx) {
				began = time.Now()
				m.endFurther(ctx)
			}
			if now, err := m.hub.count(ctx, agentKinds[m.agent].list, ""); err == nil && now > objects {
				objects, made = now, time.Now()
			}
			if now, err := m.spoke.count(ctx, cargoes, "round%3D"+round); err == nil && now > deployed {
				deployed, applied = now, time.Now()
			}
			if m.run.Shards > 0 && deployed == want && objects > 0 && time.Since(made) > 20*time.Second {
				stop() // bootstrap would wait for the shards that do not run
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
		}
	})
	said, err := m.bring(ctx)
	ended := time.Now()
	stop()
	watching.Wait()
	// What came since it looked last.
	if now, err := m.spoke.count(m.t.Context(), cargoes, "round%3D"+round); err == nil && now > deployed {
		deployed, applied = now, ended
	}
	if began.IsZero() {
		m.t.Fatalf("%s: bootstrap ends with %v before the root is there\n%s", what, err, said)
	}
	if !agentKinds[m.agent].named {
		applied = began
	}
	switch {
	case err != nil: // too slow is a result, too
		phase.GaveUp = true
		m.t.Errorf("%s: bootstrap ends with %v\n%s", what, err, said)
		if deployed != want {
			applied = began
		}
	case deployed != want:
		m.t.Fatalf("%s: bootstrap is content, and %d of %d objects are deployed", what, deployed, want)
	}
	phase.Registered = after(start, began)
	phase.Created, phase.Applied = after(began, made), after(began, applied)
	if m.run.Shards == 0 || phase.GaveUp {
		phase.Settled = after(began, ended)
	}
	phase.Hub, phase.Spokes = more(m.calls(m.hub), hub), more(m.calls(m.spoke), spoke)
	m.run.Objects = objects
	m.run.Watches = max(m.run.Watches, m.watches(m.spoke))
	m.run.Phases = append(m.run.Phases, phase)
	m.t.Logf("%+v", phase)
}

// after is how many seconds after another a moment was; none where it was before.
func after(began, moment time.Time) float64 {
	return math.Round(10*max(0, moment.Sub(began).Seconds())) / 10
}

func more(now, before map[string]int) map[string]int {
	for verb, n := range before {
		now[verb] -= n
	}
	maps.DeleteFunc(now, func(_ string, n int) bool { return n == 0 })
	return now
}

// head is the commit that the Git server has; empty where it has none.
func (m *meter) head() string {
	out, _ := exec.Command("git", "-C", m.l.repository(), "rev-parse", "--verify", "--quiet", "main").Output()
	return string(out)
}

func (m *meter) rooted(ctx context.Context) bool {
	found, err := m.hub.read(ctx, agentKinds[m.agent].root, "")
	return err == nil && found != nil
}

// standIn says of Sveltos' clusters that they are ready, as its
// sveltoscluster-manager does, which no module has.
func (m *meter) standIn() {
	if m.agent != "sveltos" {
		return
	}
	client := m.l.client("hub")
	ctx, stop := context.WithCancel(m.t.Context())
	var standing sync.WaitGroup
	m.t.Cleanup(func() { stop(); standing.Wait() })
	told := map[string]bool{"hub": true}
	kind := kube.Ref{APIVersion: "lib.projectsveltos.io/v1beta1", Kind: "SveltosCluster", Namespace: "projectsveltos"}
	standing.Go(func() {
		for ctx.Err() == nil {
			var waiting []string
			// Until the kind is known there are none.
			_ = client.Each(ctx, kind, kube.ListOptions{}, func(obj map[string]any) { waiting = append(waiting, meta(obj, "name")) })
			for _, name := range waiting {
				if told[name] {
					continue
				}
				object := map[string]any{"apiVersion": kind.APIVersion, "kind": kind.Kind, "metadata": map[string]any{"namespace": kind.Namespace, "name": name},
					"status": map[string]any{"ready": true, "connectionStatus": "Healthy"}}
				told[name] = client.ApplyStatus(ctx, "e2e", object) == nil
			}
			time.Sleep(time.Second)
		}
	})
}
