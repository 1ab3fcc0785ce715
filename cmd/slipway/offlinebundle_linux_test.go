package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-containerregistry/pkg/registry"
)

// bundledPlatform is made of one of each that has to be fetched.
const bundledPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: flux
  delivery: manifests
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  catalogs: [builtin, "oci://REGISTRY/catalogs/acme:1.0.0"]
  components: {web: {}, app: {}}
  clusters: [{name: hub, provider: local}]
`

const bundledComponent = `package component

name:     "NAME"
title:    "Web"
summary:  "Something that has to be fetched."
category: "workload"
source: SOURCE
namespace: "NAME"
`

// fromBundle are commands that need what was fetched. Each is run with nothing
// in the cache, in this order.
var fromBundle = []struct {
	args string
	code int
}{
	{"validate", exitDone},
	{"lock --check", exitDone},
	{"lock", exitDone},
	{"generate --locked --check", exitDone},
	{"generate", exitDone},
	{"diff", exitDone},
	{"explain hub web", exitDone},
	{"graph placement", exitDone},
	{"catalog list", exitDone},
	{"catalog show app", exitDone},
	{"catalog images", exitDone},
	{"catalog pull oci://REGISTRY/catalogs/acme:1.0.0", exitDone},
	{"catalog diff builtin oci://REGISTRY/catalogs/acme:1.0.0", exitDifference},
	{"catalog outdated", exitFailed},
	{"catalog upgrade", exitFailed},
	{"disable app", exitDone},
	{"enable app", exitDone},
	{"bundle --out again.bundle", exitDone},
}

// TestABundleIsAllThatIsAskedFor: with a bundle, in a namespace without a network
// and with an empty cache, each command does what it does with a registry. It
// tries nothing there, and where there is a registry that one is not asked either.
func TestABundleIsAllThatIsAskedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	requireNamespace(t)
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	dir, server := bundledFolder(t)
	run := func(args string) string {
		t.Helper()
		out, err := offlineCommand(dir, "slipway", strings.Fields(args)...).CombinedOutput()
		if err != nil {
			t.Fatalf("slipway %s: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("catalog push ours oci://" + server.address + "/catalogs/acme:1.0.0")
	run("bundle --out acme.bundle")
	run("generate --locked")
	empty := func() {
		t.Helper()
		if err := os.RemoveAll(filepath.Join(dir, "cache")); err != nil {
			t.Fatal(err)
		}
	}
	empty()
	if told, code, tried := isolated(t, dir, "lock --check"); code != exitFailed || tried == 0 {
		t.Fatalf("lock --check without a bundle: exit code %d, and %d attempts were counted\n%s", code, tried, told)
	}

	t.Setenv("SLIPWAY_BUNDLE", filepath.Join(dir, "acme.bundle"))
	asked := server.asked.Load()
	for _, c := range fromBundle {
		args := strings.ReplaceAll(c.args, "REGISTRY", server.address)
		empty()
		told, code, tried := isolated(t, dir, args)
		if code != c.code || tried != 0 {
			t.Errorf("slipway %s: exit code %d, not %d, and it tried to reach the network %d times\n%s", args, code, c.code, tried, told)
		}
		empty()
		cmd := offlineCommand(dir, "slipway", strings.Fields(args)...)
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != c.code {
			t.Errorf("slipway %s, where the registry answers: exit code %d, not %d\n%s", args, cmd.ProcessState.ExitCode(), c.code, out)
		}
	}
	if more := server.asked.Load() - asked; more != 0 {
		t.Errorf("the registry was asked %d times more", more)
	}
	first, err := os.ReadFile(filepath.Join(dir, "acme.bundle"))
	again, againErr := os.ReadFile(filepath.Join(dir, "again.bundle"))
	if err != nil || againErr != nil || string(first) != string(again) {
		t.Errorf("a bundle of a bundle is another one: %v, %v", err, againErr)
	}
}

// countedRegistry counts what it is asked.
type countedRegistry struct {
	address string
	asked   atomic.Int64
}

// bundledFolder is a platform's folder, and a registry that has its charts.
func bundledFolder(t *testing.T) (dir string, r *countedRegistry) {
	t.Helper()
	r = &countedRegistry{}
	behind := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.asked.Add(1)
		behind.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	r.address = strings.TrimPrefix(server.URL, "http://")
	config := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
	charts := fstest.MapFS{
		"web/Chart.yaml":            {Data: []byte("apiVersion: v2\nname: web\nversion: 1.0.0\n")},
		"web/templates/config.yaml": {Data: []byte(config)},
		"app/app.yaml":              {Data: []byte(config)},
	}
	for _, name := range []string{"web", "app"} {
		if err := pushChart(r.address, charts, name); err != nil {
			t.Fatal(err)
		}
	}
	dir = t.TempDir()
	for name, text := range map[string]string{
		"platform.yaml":     bundledPlatform,
		"ours/catalog.json": `{"name": "acme", "version": "1.0.0"}`,
		"ours/web/component.cue": strings.NewReplacer("NAME", "web",
			"SOURCE", `chart: {repository: "oci://REGISTRY/charts", name: "web", version: "1.0.0"}`).Replace(bundledComponent),
		"ours/app/component.cue": strings.NewReplacer("NAME", "app",
			"SOURCE", `manifests: {url: "oci://REGISTRY/charts/app", version: "1.0.0"}`).Replace(bundledComponent),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "REGISTRY", r.address)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, r
}
