package load

import (
	"reflect"
	"testing"
	"testing/fstest"

	"cuelang.org/go/cue/cuecontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
)

const yamlTestFull = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  topology: hub
  domain: platform.example.com
  repository: {url: ssh://git@git.example.com/acme/platform.git, path: platforms/acme}
  catalogs: [builtin, ./mine]
  mirrors: {"https://charts.jetstack.io": "oci://registry.internal/jetstack"}
  credentials:
    - {name: git, kind: git, url: "https://git.example.com/", from: {env: {password: GIT_TOKEN}}}
    - {name: oci, kind: oci, url: "oci://registry.internal", from: {file: {password: token}}}
  components:
    traefik: {}
    metallb: {enabled: false, version: v1.2.3}
    sample:
      config: {a: 1, b: -1.5, c: 1e3, d: 0x10, e: 0o17, f: 0777, g: 1_000, h: null, i: [true, "x", []], j: {}, k: 2001-01-01, l: 1:30, m: yes, n: 123456789012345678901234567890, o: .5, p: 7., q: +1, r: 007.50}
  groups:
    - name: production
      match: {environment: production}
    - {name: eu, match: {region: eu}, components: {velero: {config: {x: "$(cluster.name)"}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {cert-manager: v1.22.0}}
    - {name: stable}
  clusters:
    - &one {name: one, role: hub, shard: 3, labels: &l {ring: canary}, kubernetes: "1.30"}
    - {name: two, labels: *l, credentials: {externalSecret: {store: vault, key: two}}, components: {x: {enabled: true}}}
    - {name: three, domain: three.example.com, context: c3, server: "https://x", credentials: {secretRef: {name: s}}}
`

// TestYAMLDecodeIsCUE compares the fast decoder with CUE's own.
func TestYAMLDecodeIsCUE(t *testing.T) {
	dir := fstest.MapFS{"platform.yaml": {Data: []byte(yamlTestFull)}}
	u, ps := inputTestRead(dir)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	ctx := cuecontext.New(cuecontext.CUE_DEBUG(""))
	schema, err := compileInputSchema(ctx, schemas.FS, inputTestEnums())
	if err != nil {
		t.Fatal(err)
	}
	src, ps := yamlRead("platform.yaml", []byte(yamlTestFull))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	var want platform.Input
	if err := schema.definition(inputPlatform).Unify(ctx.BuildExpr(yamlExpr(src.root))).Decode(&want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, u.Input, cmp.Comparer(func(a, b interface{ String() string }) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("-CUE +ours:\n%s", diff)
	}
}

// TestYAMLDecodeDefaults makes sure that every default of the schema arrives.
func TestYAMLDecodeDefaults(t *testing.T) {
	u, ps := inputTestRead(fstest.MapFS{"platform.yaml": {Data: []byte(inputTestHead + "  clusters: [{name: one}]\n")}})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	spec := u.Spec
	got := []any{spec.Topology, spec.Delivery, spec.Profile, spec.Repository.Branch, spec.Repository.Path, spec.Catalogs, spec.Clusters[0].Provider}
	want := []any{"hub", "charts", "small", "main", "", []string{"builtin"}, "existing"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if spec.Components["traefik"].Enabled != nil || spec.Clusters[0].Labels == nil {
		t.Errorf("got %+v", spec)
	}
}

// TestKindDefaults: a cluster of provider kind is described in full also where
// nothing is said, and no other cluster is.
func TestKindDefaults(t *testing.T) {
	full := &platform.Kind{Nodes: platform.KindNodes{ControlPlanes: 1}, Network: "kindnet",
		Ports: []platform.KindPort{}, Mirrors: map[string][]string{}, Mounts: []platform.KindMount{}}
	ports := *full
	ports.Ports = []platform.KindPort{{Host: 8080, Node: 80, Address: "127.0.0.1", Protocol: "TCP"}}
	for text, want := range map[string]*platform.Kind{
		"{name: one}":                           nil,
		"{name: one, provider: kind}":           full,
		"{name: one, provider: kind, kind: {}}": full,
		"{name: one, provider: kind, kind: {ports: [{host: 8080, node: 80}]}}": &ports,
	} {
		for _, files := range []fstest.MapFS{
			{"platform.yaml": {Data: []byte(inputTestHead + "  clusters: [" + text + "]\n")}},
			{"platform.yaml": {Data: []byte(inputTestHead)}, "clusters/one.yaml": {Data: []byte(text)}},
		} {
			u, ps := inputTestRead(files)
			if len(ps) > 0 {
				t.Fatal(ps)
			}
			if diff := cmp.Diff(want, u.Spec.Clusters[0].Kind, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: -want +got:\n%s", text, diff)
			}
		}
	}
}

// TestYAMLValueIsCUE compares the values of overrides with what the same text
// comes to in a component's config.
func TestYAMLValueIsCUE(t *testing.T) {
	src, ps := yamlRead("platform.yaml", []byte(yamlTestFull))
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	_, node := yamlEntry(src.root, "spec")
	var want any
	if err := cuecontext.New(cuecontext.CUE_DEBUG("")).BuildExpr(yamlExpr(node)).Decode(&want); err != nil {
		t.Fatal(err)
	}
	if got := yamlValue(node); !reflect.DeepEqual(want, got) {
		t.Errorf("-want +got:\n%s", cmp.Diff(want, got, cmp.Comparer(func(a, b interface{ String() string }) bool { return a.String() == b.String() })))
	}
}
