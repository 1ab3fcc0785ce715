package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/bootstrap/charttest"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestCompare changes the input of golden trees and says what that does.
func TestCompare(t *testing.T) {
	tests := []struct {
		name, tree string
		replace    []string // old and new, in platform.yaml
		files      map[string]string
		want       []string
	}{
		{name: "nothing", tree: "fleet"},
		{name: "order, comments and form", tree: "fleet", replace: []string{
			"metadata: {name: acme}", "metadata:\n  # the platform's\n  \"name\": 'acme'",
			"{config: {issuer: {kind: acme, email: ops@example.com}}}", "{config: {issuer: {email: ops@example.com, kind: acme}}}",
		}},
		{name: "a value of a group", tree: "fleet",
			replace: []string{"config: {replicas: 3}", "config: {replicas: 4}"},
			want:    []string{"cert-manager changed on eu-1,us-1: values.cainjector.replicaCount 3 -> 4, values.replicaCount 3 -> 4"}},
		{name: "a version in a ring", tree: "fleet", replace: []string{"cert-manager: v1.22.0", "cert-manager: v1.21.1"},
			want: []string{"cert-manager changed on eu-1: version v1.22.0 -> v1.21.1"}},
		{name: "a variant's name alone", tree: "fleet", replace: []string{"name: production", "name: live", "{environment: production}\n", "{environment: production}\n"},
			want: []string{"cluster eu-1 changed: groups [production] -> [live]", "cluster us-1 changed: groups [production] -> [live]"}},
		{name: "a fact of one cluster", tree: "fleet", replace: []string{"{environment: production, region: eu, ring: canary}", "{environment: production, region: us, ring: canary}"},
			want: []string{
				"cluster eu-1 changed: labels.region eu -> us",
				"platform-info changed on eu-1: ConfigMap platform-system/platform-info data.region $(cluster.labels.region) -> $(cluster.labels.region) (labels.region)",
				"traefik changed on eu-1: values.deployment.annotations.team $(cluster.labels.region) -> $(cluster.labels.region) (labels.region)",
			}},
		{name: "an object", tree: "fleet", replace: []string{`plain: "no"`, `other: "no"`},
			want: []string{"platform-info changed on eu-1,hub,us-1: ConfigMap platform-system/platform-info data.other -> no, data.plain no ->"}},
		{name: "a component less", tree: "fleet", replace: []string{`    traefik: {config: {dashboard: {host: "traefik.$(cluster.domain)"}}}` + "\n", ""},
			files: map[string]string{"overrides/traefik.yaml": "", "overrides/traefik/us-1.yaml": ""},
			want: []string{
				`argo-cd changed on hub: values.configs.cm.url https://argocd.$(cluster.domain) ->, values.configs.params["server.insecure"] true -> false, values.server.ingress {…} ->`,
				"traefik removed on eu-1,hub,us-1: chart {…} ->, namespace traefik ->, version 41.3.0 ->",
			}},
		{name: "a cluster more, and one that lost its group", tree: "fleet", replace: []string{
			"    - {name: hub, role: hub, labels: {region: eu}}\n", "    - {name: hub, role: hub, labels: {region: eu}}\n    - {name: ap-1, labels: {region: ap}, server: https://ap-1.example.com, credentials: {secretRef: {name: ap-1}}, components: {cert-manager: {enabled: false}}}\n",
			"{environment: production, region: eu, ring: canary}", "{region: eu, ring: canary}"},
			want: []string{
				"cluster ap-1 added: platform-info traefik",
				"cluster eu-1 changed: groups [production] -> [], labels.environment production ->",
				"cert-manager changed on eu-1: values.cainjector.podDisruptionBudget {…} ->, values.cainjector.replicaCount 3 -> 1, values.cainjector.topologySpreadConstraints {…} ->, values.podDisruptionBudget {…} ->, values.replicaCount 3 -> 1, values.topologySpreadConstraints {…} ->",
			}},
		{name: "the domain, the folder and the agent", tree: "fleet", replace: []string{"domain: platform.example.com", "domain: new.example.com", "path: platforms/acme", "path: acme", "agent: argocd", "agent: flux"},
			want: []string{
				"platform: agent argocd -> flux, domain platform.example.com -> new.example.com, repository.path platforms/acme -> acme",
				"cluster eu-1 changed: domain eu-1.platform.example.com -> eu-1.new.example.com",
				"cluster hub changed: domain hub.platform.example.com -> hub.new.example.com",
				"cluster us-1 changed: domain us-1.platform.example.com -> us-1.new.example.com",
				"argo-cd removed on hub: chart {…} ->, namespace argocd ->, version 9.3.7 ->",
				"flux added on hub: manifests -> oci://ghcr.io/fluxcd/flux-manifests, namespace -> flux-system, version -> v2.9.4",
				`platform-info changed on eu-1,hub,us-1: ConfigMap platform-system/platform-info data["platform.agent"] argocd -> flux, data["platform.domain"] platform.example.com -> new.example.com, data["repository.path"] platforms/acme -> acme, data["cluster.domain"] $(cluster.domain) -> $(cluster.domain) (domain)`,
			}},
		{name: "what charts render to", tree: "manifests", replace: []string{"things: {config: {replicas: 3}}", "things: {config: {replicas: 4}}"},
			want: []string{"things changed on eu-2: Deployment things/things spec.replicas 3 -> 4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := unpackInput(t, tt.tree), unpackInput(t, tt.tree)
			text, err := os.ReadFile(filepath.Join(to, "platform.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			for pair := range slices.Chunk(tt.replace, 2) {
				if !strings.Contains(string(text), pair[0]) {
					t.Fatalf("platform.yaml does not hold %q", pair[0])
				}
			}
			write(t, to, "platform.yaml", strings.NewReplacer(tt.replace...).Replace(string(text)))
			for name, text := range tt.files {
				if text == "" {
					err = os.Remove(filepath.Join(to, name))
				} else {
					write(t, to, name, text)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, linesOf(compared(t, from, to))); diff != "" {
				t.Error(diff)
			}
			if len(tt.want) > 0 {
				return
			}
			for _, line := range linesOf(compared(t, to, from)) {
				t.Errorf("and back: %s", line)
			}
		})
	}
}

func unpackInput(t *testing.T, tree string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", tree+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "in/"); ok {
			write(t, dir, name, string(f.Data))
		}
	}
	return dir
}

func compared(t *testing.T, from, to string) *compare.Report {
	t.Helper()
	src := charttest.WithCharts(t, charttest.WithCharts(t, sources(t), from), to)
	r, notes, err := generator.Compare(src, mustLoad(t, from), mustLoad(t, to))
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	return r
}

// linesOf writes a report as the tables above do.
func linesOf(r *compare.Report) []string {
	var out []string
	if len(r.Platform) > 0 {
		out = append(out, "platform: "+fieldsOf(r.Platform))
	}
	for _, c := range r.Clusters {
		out = append(out, fmt.Sprintf("cluster %s %s: %s", c.Name, c.Change, fieldsOf(c.Fields)+strings.Join(c.Units, " ")))
	}
	for _, u := range r.Units {
		parts := []string{}
		if len(u.Fields) > 0 {
			parts = append(parts, fieldsOf(u.Fields))
		}
		for _, o := range u.Objects {
			part := fmt.Sprintf("%s %s/%s %s", o.Kind, o.Namespace, o.Name, fieldsOf(o.Fields))
			if o.Change != compare.Changed {
				part += string(o.Change)
			}
			parts = append(parts, part)
		}
		out = append(out, fmt.Sprintf("%s %s on %s: %s", u.Name, u.Change, strings.Join(u.Clusters, ","), strings.Join(parts, ", ")))
	}
	return out
}

func fieldsOf(fields []compare.Field) string {
	var out []string
	for _, f := range fields {
		line := f.Path
		if f.From != nil {
			line += " " + short(f.From)
		}
		line += " ->"
		if f.To != nil {
			line += " " + short(f.To)
		}
		if f.Fact != "" {
			line += " (" + f.Fact + ")"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

func short(v any) string {
	text := fmt.Sprint(v)
	if strings.Contains(text, "map[") {
		return "{…}"
	}
	return text
}

// TestLoadRevision reads a platform that is on no disk.
func TestLoadRevision(t *testing.T) {
	const head = "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: acme}\nspec:\n  agent: argocd\n  domain: example.com\n  repository: {url: https://git.example.com/a.git}\n  components: {cert-manager: {}}\n  clusters: [{name: hub}]\n"
	locked := func(versions ...string) *fstest.MapFile {
		text := "slipway: v0.0.1\ncatalogs:\n  - {name: builtin, digest: sha256:0}\ncharts:\n"
		for _, v := range versions {
			text += "  - {repository: https://charts.jetstack.io, name: cert-manager, version: " + v + "}\n"
		}
		return &fstest.MapFile{Data: []byte(text + "owned: []\n")}
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	const note = "what v1 has was made by another catalog (builtin, slipway v0.0.1): versions are those of its lock, "
	pinned := strings.Replace(head, "cert-manager: {}", "cert-manager: {version: v1.0.0}", 1)
	tests := []struct {
		name    string
		files   fstest.MapFS
		version string // of cert-manager; empty for the catalog's
		notes   string
		err     string
	}{
		{name: "as it is", files: fstest.MapFS{"platform.yaml": file(head)}},
		{name: "another catalog made it", files: fstest.MapFS{"platform.yaml": file(head), "slipway.lock": locked("v1.2.3")}, version: "v1.2.3", notes: note},
		{name: "another catalog, and a ring's pin that is gone", files: fstest.MapFS{"platform.yaml": file(head), "slipway.lock": locked("v1.2.3", "v1.2.4")}, notes: note},
		{name: "another catalog, and the user's pin", files: fstest.MapFS{"platform.yaml": file(pinned), "slipway.lock": locked("v1.0.0", "v1.2.4")}, version: "v1.0.0", notes: note},
		{name: "a lock in a merge conflict", files: fstest.MapFS{"platform.yaml": file(head), "slipway.lock": file("<<<<<<< a\nslipway: x\n")}},
		{name: "nothing", files: fstest.MapFS{}, err: "read v1: it holds no platform.yaml in this folder"},
		{name: "of another time", files: fstest.MapFS{"platform.yaml": file(strings.Replace(head, "  domain:", "  domian:", 1))}, err: "v1:platform.yaml:6:3: spec: unknown field "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, notes, err := generator.LoadRevision(sources(t), tt.files, "v1")
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("%v, not %s", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if joined := strings.Join(notes, "\n"); !strings.HasPrefix(joined, tt.notes) || (tt.notes == "") != (joined == "") {
				t.Errorf("notes %q, not %q", joined, tt.notes)
			}
			for _, c := range generator.Charts(p) {
				want := tt.version
				if c.Name != "cert-manager" {
					continue
				}
				if i := slices.IndexFunc(p.Components, func(c *platform.Component) bool { return c.Name == "cert-manager" }); want == "" {
					want = p.Components[i].Source.Version()
				}
				if c.Version != want {
					t.Errorf("it is at %s, not %s", c.Version, want)
				}
			}
		})
	}
}

// BenchmarkCompare is one component changed over a fleet, both sides loaded.
func BenchmarkCompare(b *testing.B) {
	eachSize(b, func(b *testing.B, dir string) {
		from := mustLoad(b, dir)
		text, err := os.ReadFile(filepath.Join(dir, "platform.yaml"))
		if err != nil {
			b.Fatal(err)
		}
		write(b, dir, "platform.yaml", strings.Replace(string(text), "reloader: {}", "reloader: {config: {replicas: 3}}", 1))
		to := mustLoad(b, dir)
		b.ReportAllocs()
		for b.Loop() {
			r, _, err := generator.Compare(sources(b), from, to)
			if err != nil || len(r.Units) != 1 {
				b.Fatal(len(r.Units), err)
			}
		}
	})
}
