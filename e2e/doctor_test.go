//go:build e2e

package e2e

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestDoctor: on a real API server, with a real registry and Git server, doctor
// says what is not as it should be, how to mend it, and writes nothing.
func TestDoctor(t *testing.T) {
	l, admin := newExistingFlux(t)
	hub := l.client("hub")

	checks, code := l.doctor()
	if code != 0 {
		t.Fatalf("it exits with %d: %v", code, checks)
	}
	wants(t, checks, map[string]want{
		"this machine/git":               {doctor.OK, "git version"},
		"cluster hub/reach":              {doctor.OK, "answers as Kubernetes v"},
		"cluster hub/version":            {doctor.OK, "v1."},
		"cluster hub/clock":              {doctor.OK, "agrees"},
		"cluster hub/platform":           {doctor.OK, ""},
		"cluster hub/permissions":        {doctor.OK, ""},
		"cluster hub/agent":              {doctor.OK, ""},
		"cluster hub/clusters it drives": {doctor.OK, "0 of them"},
		"cluster hub/storage class":      {doctor.Warning, "wait for ever"},
		"cluster hub/load balancer":      {doctor.OK, "no Service"},
		"repository/read":                {doctor.OK, "acme.git"},
		"repository/write":               {doctor.OK, ""},
		registryOf(t, checks):            {doctor.OK, "has "},
	})

	t.Log("what somebody put on the cluster")
	labels := map[string]any{"app": "source-controller"}
	install(t, hub, "somebody", "", []map[string]any{
		{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": map[string]any{"name": "fast",
			"annotations": map[string]any{"storageclass.kubernetes.io/is-default-class": "true"}}, "provisioner": "example.com/fast"},
		{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "web", "namespace": "default"},
			"spec": map[string]any{"type": "LoadBalancer", "ports": []any{map[string]any{"port": 80}}}},
		{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "source-controller", "namespace": "default"},
			"spec": map[string]any{"selector": map[string]any{"matchLabels": labels}, "template": map[string]any{"metadata": map[string]any{"labels": labels},
				"spec": map[string]any{"containers": []any{map[string]any{"name": "manager", "image": "ghcr.io/fluxcd/source-controller:v1.7.3"}}}}}},
	})
	checks, code = l.doctor()
	if code != 1 {
		t.Errorf("it exits with %d", code)
	}
	wants(t, checks, map[string]want{
		"cluster hub/storage class": {doctor.OK, "fast is the default"},
		"cluster hub/load balancer": {doctor.Warning, "Service default/web waits for an address"},
		"cluster hub/agent":         {doctor.Failed, "in another namespace"},
	})

	t.Log("with a component that gives addresses")
	l.edit("platform.yaml", "components: {", "components: {metallb: {config: {addresses: [192.0.2.10-192.0.2.20]}}, ")
	checks, _ = l.doctor()
	wants(t, checks, map[string]want{"cluster hub/load balancer": {doctor.OK, "metallb comes with the platform"}})

	t.Log("for somebody who may do nothing")
	t.Setenv("KUBECONFIG", userOn(t, hub, admin, l.clusterName(admin)))
	if checks, code = l.doctor(); code != 1 {
		t.Errorf("it exits with %d", code)
	}
	wants(t, checks, map[string]want{
		"cluster hub/permissions":   {doctor.Failed, "on cluster hub you may not "},
		"cluster hub/storage class": {doctor.Skipped, "forbidden"},
	})
	for _, c := range checks {
		if c.Name == "permissions" && !strings.HasPrefix(c.Mend, "slipway bootstrap --print-role") {
			t.Errorf("the mend of permissions is %q", c.Mend)
		}
	}

	t.Log("without the repository and the registry")
	l.edit("platform.yaml", "/acme.git", "/other.git")
	l.edit("platform.yaml", "oci://127.0.0.1", "oci://127.0.0.2")
	checks, code = l.doctor()
	if code != 1 {
		t.Errorf("it exits with %d", code)
	}
	wants(t, checks, map[string]want{
		"repository/folder":   {doctor.Failed, "not what platform.yaml says"},
		"repository/read":     {doctor.Failed, "not found"},
		"repository/write":    {doctor.Skipped, ""},
		registryOf(t, checks): {doctor.Failed, "find flux"},
	})

	t.Log("nothing was written")
	for _, r := range []kube.Ref{{APIVersion: "v1", Kind: "Namespace", Name: "flux-system"}, {APIVersion: "coordination.k8s.io/v1", Kind: "Lease", Namespace: "kube-system", Name: "slipway"}} {
		if there, err := hub.Exists(t.Context(), r); err != nil || there {
			t.Errorf("%s is there (%v)", r, err)
		}
	}
}

// want is what a check comes to, and words that it says.
type want struct {
	result doctor.Result
	says   string
}

func wants(t *testing.T, checks []doctor.Check, all map[string]want) {
	t.Helper()
	left := maps.Clone(all)
	for _, c := range checks {
		name := c.Area + "/" + c.Name
		w, asked := all[name]
		delete(left, name)
		if asked && (c.Result != w.result || !strings.Contains(c.Detail, w.says)) {
			t.Errorf("%s is %s: %s; want %s: …%s…", name, c.Result, c.Detail, w.result, w.says)
		}
	}
	for name := range left {
		t.Errorf("%s was not looked at", name)
	}
}

// registryOf names the check of the one registry.
func registryOf(t *testing.T, checks []doctor.Check) string {
	t.Helper()
	for _, c := range checks {
		if c.Area == "registries" {
			return c.Area + "/" + c.Name
		}
	}
	t.Fatalf("no registry was looked at: %v", checks)
	return ""
}

// doctor runs it, for programs.
func (l *lab) doctor() (checks []doctor.Check, code int) {
	l.t.Helper()
	stdout, stderr, err := l.try("doctor", "-o", "json")
	var said struct{ Checks []doctor.Check }
	if bad := json.Unmarshal([]byte(stdout), &said); bad != nil {
		l.t.Fatalf("%v: %v\n%s%s", bad, err, stdout, stderr)
	}
	if err == nil {
		return said.Checks, 0
	}
	return said.Checks, exitCode(err)
}
