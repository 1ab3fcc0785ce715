//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"github.com/hinshun/vt10x"
)

const faultyComponents = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: TOPOLOGY
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {namespaces: {}, COMPONENTS}
  clusters:
    - {name: hub, role: hub, provider: local}
`

const faultHead = `package component

name:      "NAME"
title:     "NAME"
summary:   "Cannot be in order."
category:  "workload"
namespace: "NAME"
`

// faulty is a component that cannot be in order, and the cause that is to be named.
type faulty struct{ cause, source string }

// faultWorkload is a Deployment whose pod has something about it.
func faultWorkload(pod, container string) string {
	return `w: {
	apiVersion: "apps/v1"
	kind:       "Deployment"
	metadata: {name: "w", namespace: "NAME"}
	spec: {
		selector: matchLabels: app: "w"
		template: {
			metadata: labels: app: "w"
			spec: {
				securityContext: {runAsNonRoot: true, seccompProfile: type: "RuntimeDefault"}
				containers: [{name: "w", image: "example.com/w:1", securityContext: {allowPrivilegeEscalation: false, capabilities: drop: ["ALL"]}` + container + `}]` + pod + `
			}
		}
	}
}`
}

func faultObjects(objects ...string) string {
	return `source: files: version: "1.0.0"` + "\nobjects: {\n" + strings.Join(objects, "\n") + "\n}\n"
}

// faultyOnes are what processes alone can show; kubelets tell the rest, which is recorded.
func faultyOnes(registry string) map[string]faulty {
	chart := func(name, version, values string) string {
		return fmt.Sprintf("source: chart: {repository: %q, name: %q, version: %q}\n%s\n", registry, name, version, values)
	}
	claim := func(class string) string {
		return `c: {apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: {name: "data", namespace: "NAME"}, spec: {accessModes: ["ReadWriteOnce"], resources: requests: storage: "1Gi"` + class + `}}`
	}
	volume := `, volumes: [{name: "d", persistentVolumeClaim: claimName: "data"}]`
	return map[string]faulty{
		"quota": {"quota-exceeded", faultObjects(`q: {apiVersion: "v1", kind: "ResourceQuota", metadata: {name: "full", namespace: "NAME"}, spec: hard: pods: "0"}`, faultWorkload("", ""))},
		"limits": {"limit-range", faultObjects(`l: {apiVersion: "v1", kind: "LimitRange", metadata: {name: "small", namespace: "NAME"}, spec: limits: [{type: "Container", max: cpu: "10m"}]}`,
			faultWorkload("", `, resources: limits: cpu: "1"`))},
		"strict":   {"pod-security", strings.ReplaceAll(faultObjects(faultWorkload("", "")), "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true")},
		"huge":     {"unschedulable-resources", faultObjects(faultWorkload("", `, resources: requests: cpu: "10000"`))},
		"picky":    {"unschedulable-selector", faultObjects(faultWorkload(`, nodeSelector: disk: "ssd"`, ""))},
		"claim":    {"claim-without-class", faultObjects(claim(""), faultWorkload(volume, ""))},
		"class":    {"class-missing", faultObjects(claim(`, storageClassName: "fast"`), faultWorkload(volume, ""))},
		"kindless": {"kind-missing", faultObjects(`w: {apiVersion: "example.com/v1", kind: "Widget", metadata: {name: "w", namespace: "NAME"}}`)},
		"invalid":  {"invalid-object", faultObjects(`s: {apiVersion: "v1", kind: "Service", metadata: {name: "s", namespace: "NAME"}, spec: ports: [{port: 99999}]}`)},
		"values":   {"values-refused", chart("picky", "1.0.0", `values: replicas: "three"`)},
		"fails":    {"chart-fails", chart("fails", "1.0.0", "")},
		"absent":   {"chart-missing", chart("picky", "9.9.9", "")},
		"down":     {"registry-unreachable", `source: chart: {repository: "oci://127.0.0.1:9/charts", name: "web", version: "1.0.0"}` + "\n"},
	}
}

// statusReport is what a program reads of status.
type statusReport struct {
	Kept                   bool
	Cause, CauseName, Mend string
	Clusters               []struct {
		Units []struct{ Name, Cause, CauseName, Mend string }
	}
}

// causes are the units' causes that are named, by unit.
func (r statusReport) causes() map[string]string {
	out := map[string]string{}
	for _, c := range r.Clusters {
		for _, u := range c.Units {
			if u.CauseName != "" && u.CauseName != "dependency-waits" && u.Mend != "" {
				out[u.Name] = u.CauseName
			}
		}
	}
	return out
}

// TestEveryFaultIsNamed: components that cannot be in order, one for each cause,
// are told apart by their causes; bootstrap and status name one of them with its
// mend, and the live tree shows them until it is interrupted.
func TestEveryFaultIsNamed(t *testing.T) {
	withTopologies(t, faultsNamed, "flux/hub")
}

func faultsNamed(t *testing.T, agent, topology string) {
	registry := serveChartFiles(t, map[string]map[string]string{
		"picky": {"templates/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n", "values.schema.json": `{"properties": {"replicas": {"type": "integer"}}}`},
		"fails": {"templates/c.yaml": `{{ required "issuer must be set" .Values.issuer }}`},
	})
	all := faultyOnes(registry)
	var settings []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		settings = append(settings, name+": {}")
	}
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", topology, "COMPONENTS", strings.Join(settings, ", ")).Replace(faultyComponents))
	for name, f := range all {
		l.write("catalog/"+name+"/component.cue", strings.ReplaceAll(faultHead+f.source, "NAME", name))
	}
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	stdout, stderr, err := l.try("bootstrap", "--timeout", "75s", "-o", "json")
	if exitCode(err) != 4 || !names(stderr, "\ncause: cluster hub, unit ", "\nmend: ") || !names(stdout, `"causeName": "`, `"mend": "`) {
		t.Fatalf("bootstrap says %v\n%s\n%s", err, stdout, stderr)
	}
	want := map[string]string{}
	for name, f := range all {
		want[name] = f.cause
	}
	got := map[string]string{}
	for end := time.Now().Add(4 * time.Minute); !maps.Equal(want, got) && time.Now().Before(end); {
		stdout, _, err := l.try("status", "-o", "json")
		var r statusReport
		if json.Unmarshal([]byte(stdout), &r) != nil || exitCode(err) != 1 || r.Cause == "" || r.Mend == "" {
			t.Fatalf("status says %v\n%s", err, stdout)
		}
		maps.Copy(got, r.causes()) // one that is tried again at the moment says nothing, or what it waits for
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the causes (- wanted, + named):\n%s", diff)
	}
	l.watches(t)
}

// watches follows status on a real terminal, and presses Ctrl-C.
func (l *lab) watches(t *testing.T) {
	cmd := l.command(t.Context(), "status", "--watch")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	screen := vt10x.New(vt10x.WithSize(80, 24))
	go func() { _, _ = io.Copy(screen, terminal) }() // ends with the program
	shows := func(all ...string) bool {
		for end := time.Now().Add(4 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
			if names(screen.String(), all...) {
				return true
			}
		}
		return false
	}
	if !shows("✗ hub: ", "✗ the contract is not kept at ", "cause: cluster hub, unit ", "mend: ") {
		t.Errorf("the screen shows\n%s", screen.String())
	}
	if _, err := terminal.Write([]byte{3}); err != nil { // Ctrl-C
		t.Fatal(err)
	}
	if err := cmd.Wait(); exitCode(err) != 130 {
		t.Errorf("it ends with %v", err)
	}
}
