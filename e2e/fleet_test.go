//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/fleettest"
)

// TestStatusOfAFleetReadsPages: the hub's API server is asked for pages of
// units, and for no unit by itself, and no cluster's Secret either.
func TestStatusOfAFleetReadsPages(t *testing.T) {
	l, units := newFleet(t, 60)
	_, from := l.requests("hub", 0)
	if out := l.run("status"); !strings.Contains(out, "the contract is kept") {
		t.Error(out)
	}
	all, _ := l.requests("hub", from)
	lists := 0
	for _, a := range all {
		if a.bySlipway() && a.Object.Resource == "secrets" && a.Verb != "list" {
			t.Error(a)
		}
		if a.bySlipway() && a.Object.Resource == "kustomizations" {
			if a.Verb != "list" {
				t.Error(a)
			}
			lists++
		}
	}
	if want := units/500 + 1; lists != want {
		t.Errorf("%d objects took %d lists, not %d", units, lists, want)
	}
}

// BenchmarkStatusOfAFleet measures status of a hub with 1,000 clusters.
func BenchmarkStatusOfAFleet(b *testing.B) {
	l, units := newFleet(b, 1000)
	_, from := l.requests("hub", 0)
	rounds := 0
	for b.Loop() {
		l.run("status")
		rounds++
	}
	all, _ := l.requests("hub", from)
	asked := 0
	for _, a := range all {
		if a.bySlipway() {
			asked++
		}
	}
	b.ReportMetric(float64(units), "objects")
	b.ReportMetric(float64(asked)/float64(rounds), "requests/status")
}

// newFleet is a hub with as many clusters, and what Flux would say of them had
// it brought them all in: the objects are real, and nobody works on them. It
// returns how many there are.
func newFleet(t testing.TB, clusters int) (l *lab, units int) {
	t.Helper()
	l = newLab(t, strings.NewReplacer("{name: fleet}", "{name: acme}", "https://git.example.com/acme/fleet.git", "http://"+freeAddress(t)+"/acme.git",
		"name: hub, role: hub,", "name: hub, role: hub, provider: local,").Replace(fleettest.Of("flux", clusters)))
	l.audited("hub")
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}, {"commit", "--quiet", "--message", "fleet"}, {"push", "--quiet", l.repository(), "HEAD:main"}} {
		l.inDir("git", args...)
	}
	fleetKind(l)
	commit := strings.TrimSpace(l.git("rev-parse", "main"))
	names := l.fleetNames()
	hub := l.rawClient("hub")
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for _, name := range names {
		g.Go(func() error { return hub.create(ctx, fluxSays(name, commit)) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return l, len(names)
}

// repository is where the lab's Git server keeps the platform's.
func (l *lab) repository() string { return filepath.Join(l.state, "acme", "git", "acme.git") }

// fleetNames are those of the objects that status asks for.
func (l *lab) fleetNames() []string {
	l.t.Helper()
	out, _, err := l.try("status", "-o", "json")
	if exitCode(err) != 1 {
		l.t.Fatalf("status of what is not there: %v", err)
	}
	var report struct {
		Clusters []struct {
			Name  string
			Units []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		l.t.Fatal(err)
	}
	names := []string{"root"}
	for _, c := range report.Clusters {
		names = append(names, c.Name)
		for _, u := range c.Units {
			names = append(names, u.Name+"."+c.Name)
		}
	}
	return names
}

// fleetKind makes Kustomizations known, less the separate way of writing their
// status: one write for each object is enough of them.
func fleetKind(l *lab) {
	l.t.Helper()
	cache, err := local.DefaultCacheDir()
	if err != nil {
		l.t.Fatal(err)
	}
	programs, err := local.Build(l.t.Context(), cache, []string{"kustomize-controller"}, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(local.Kept(programs["kustomize-controller"]), "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml"))
	if err != nil {
		l.t.Fatal(err)
	}
	var crd map[string]any
	if err := yaml.Unmarshal(data, &crd); err != nil {
		l.t.Fatal(err)
	}
	for _, version := range crd["spec"].(map[string]any)["versions"].([]any) {
		delete(version.(map[string]any), "subresources")
	}
	hub := l.client("hub")
	namespace := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "flux-system"}}
	if _, err := hub.Apply(l.t.Context(), "e2e", []map[string]any{crd, namespace}, kube.ApplyOptions{}); err != nil {
		l.t.Fatal(err)
	}
}

func fluxSays(name, commit string) any {
	var entries []any
	for i := range 10 {
		entries = append(entries, map[string]any{"id": fmt.Sprintf("example_object-%d_apps_Deployment", i), "v": "v1"})
	}
	return map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
		"metadata": map[string]any{"namespace": "flux-system", "name": name},
		"spec":     map[string]any{"interval": "10m", "prune": true, "path": "./" + name, "sourceRef": map[string]any{"kind": "GitRepository", "name": "platform"}},
		"status": map[string]any{
			"observedGeneration": 1, "lastAppliedRevision": "main@sha1:" + commit, "inventory": map[string]any{"entries": entries},
			"conditions": []any{map[string]any{
				"type": "Ready", "status": "True", "reason": "ReconciliationSucceeded", "observedGeneration": 1,
				"message": "Applied revision: main@sha1:" + commit, "lastTransitionTime": "2026-01-01T00:00:00Z",
			}},
		},
	}
}

// rawClient writes faster than the program's own allows itself to.
type rawClient struct {
	http          *http.Client
	server, token string
}

func (l *lab) rawClient(cluster string) *rawClient {
	l.t.Helper()
	return rawClientOf(l.t, l.plane(cluster).Kubeconfig())
}

// rawClientOf is one of a cluster of provider local, by its kubeconfig.
func rawClientOf(t testing.TB, kubeconfig string) *rawClient {
	t.Helper()
	data, err := os.ReadFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	server, ca, err := kube.Endpoint(data, "")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Users []struct{ User struct{ Token string } }
	}
	pool := x509.NewCertPool()
	if err := yaml.Unmarshal(data, &file); err != nil || len(file.Users) != 1 || !pool.AppendCertsFromPEM(ca) {
		t.Fatal("the kubeconfig has no user or no certificate authority", err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, MaxIdleConnsPerHost: 8}
	return &rawClient{&http.Client{Transport: transport}, server, file.Users[0].User.Token}
}

func (c *rawClient) create(ctx context.Context, kustomization any) error {
	body, err := json.Marshal(kustomization)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.server+"/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusCreated {
		err = fmt.Errorf("create: %s: %s", resp.Status, answer)
	}
	return err
}
