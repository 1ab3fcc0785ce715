package bootstrap

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// argoLike has the paths of an agent whose objects name what they compared.
func argoLike() *platform.Agent {
	return &platform.Agent{Status: platform.StatusPaths{
		Sync: "status.sync.status", Synced: "Synced", Health: "status.health.status", Healthy: "Healthy",
		Revision:  []string{"status.sync.revision", "status.sync.revisions"},
		Message:   []string{"status.operationState.message", "status.conditions"},
		Resources: "status.resources",
		Spec:      []string{"spec.source", "spec.sources"},
		Compared:  []string{"status.sync.comparedTo.source", "status.sync.comparedTo.sources"},
	}}
}

func application(spec, status string) map[string]any {
	objects, err := parse([]byte("spec: " + spec + "\nstatus: " + status + "\n"))
	if err != nil {
		panic(err)
	}
	return objects[0]
}

const commit = "0123456789abcdef0123456789abcdef01234567"

func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		name, spec, status string
		good               bool
		want               string
	}{
		{"nothing yet", `{source: {path: a}}`, `{}`, false, "Unknown, Unknown, not looked at yet"},
		{"in order", `{source: {path: a}}`, `{sync: {status: Synced, revision: ` + commit + `, comparedTo: {source: {path: a}}}, health: {status: Healthy}}`, true, "Synced, Healthy"},
		{"of another source", `{source: {path: b}}`, `{sync: {status: Synced, comparedTo: {source: {path: a}}}, health: {status: Healthy}}`, false, "Synced, Healthy, not looked at yet"},
		{"many sources beside an empty one", `{sources: [{path: a, name: x}]}`,
			`{sync: {status: Synced, revisions: [1.0.0, ` + commit + `], comparedTo: {source: {repoURL: ""}, sources: [{path: a, name: x}]}}, health: {status: Healthy}}`, true, "Synced, Healthy"},
		{"empty values are dropped by the agent", `{source: {path: a, helm: {labels: {}}}}`, `{sync: {status: Synced, comparedTo: {source: {path: a}}}, health: {status: Healthy}}`, true, "Synced, Healthy"},
		{"messages on one line", `{source: {path: a}}`,
			`{sync: {status: OutOfSync, comparedTo: {source: {path: a}}}, health: {status: Degraded}, operationState: {message: "one\n two"}}`, false, "OutOfSync, Degraded: one two"},
		{"conditions, each once", `{source: {path: a}}`,
			`{sync: {status: Unknown, comparedTo: {source: {path: a}}}, health: {status: Healthy}, conditions: [{message: b}, {message: a}, {message: b}]}`, false, "Unknown, Healthy: a; b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := verdictOf(argoLike(), application(test.spec, test.status))
			if v.good() != test.good || v.String() != test.want {
				t.Errorf("got %q, good %v; want %q, good %v", v, v.good(), test.want, test.good)
			}
			if strings.Contains(test.status, commit) && v.Commit != commit {
				t.Errorf("got commit %q", v.Commit)
			}
		})
	}
}

// TestPatience: what merely waits tells less than what fails, and what waits for
// another the least.
func TestPatience(t *testing.T) {
	agent := argoLike()
	agent.Status.Waits = platform.Waits{Path: "status.reason", Reasons: []string{"Progressing", "DependencyNotReady"}}
	for _, test := range []struct {
		status string
		want   int
	}{
		{`{sync: {status: OutOfSync, comparedTo: {source: {path: a}}}}`, 0},
		{`{reason: Failed, sync: {status: OutOfSync, comparedTo: {source: {path: a}}}}`, 0},
		{`{reason: Failed, sync: {status: Synced, comparedTo: {source: {path: b}}}, health: {status: Healthy}}`, 1},
		{`{reason: Progressing, sync: {status: OutOfSync, comparedTo: {source: {path: a}}}}`, 1},
		{`{reason: DependencyNotReady, sync: {status: OutOfSync, comparedTo: {source: {path: a}}}}`, 2},
		{`{reason: DependencyNotReady, sync: {status: Synced, comparedTo: {source: {path: b}}}}`, 2},
	} {
		if v := verdictOf(agent, application(`{source: {path: a}}`, test.status)); v.patience != test.want {
			t.Errorf("%s: patience %d, want %d", test.status, v.patience, test.want)
		}
	}
}

// TestVerdictOfAKind reads a kind that reports in its own way: of several parts,
// all must be well, and so must a field besides them.
func TestVerdictOfAKind(t *testing.T) {
	agent := argoLike()
	agent.StatusOf = map[string]platform.StatusPaths{"Summary": {
		Sync: "status.parts[*].status", Synced: "Done",
		Message: []string{"status.parts[*].message", "status.waits"},
		Also:    []platform.StatusField{{Path: "status.waits", Values: []string{"for nothing"}}},
	}}
	for _, test := range []struct {
		name, status string
		good         bool
		want         string
	}{
		{"nothing yet", `{}`, false, "Unknown"},
		{"no part", `{parts: [], waits: for nothing}`, false, "Unknown"},
		{"in order", `{parts: [{status: Done}, {status: Done}], waits: for nothing}`, true, "Done"},
		{"a part is not", `{parts: [{status: Done}, {status: Failed, message: "no\n CRD"}, {status: Done, message: fine}], waits: for nothing}`, false, "Failed: fine; no CRD"},
		{"done before, and waits", `{parts: [{status: Done}], waits: for another}`, false, "Done: for another"},
	} {
		t.Run(test.name, func(t *testing.T) {
			obj := application(`{}`, test.status)
			obj["kind"] = "Summary"
			if v := verdictOf(agent, obj); v.good() != test.good || v.String() != test.want {
				t.Errorf("got %q, good %v; want %q, good %v", v, v.good(), test.want, test.good)
			}
		})
	}
}

func TestUnhealthyNamesWhatIsOutOfOrder(t *testing.T) {
	obj := application(`{}`, `{resources: [
		{kind: ConfigMap, name: fine, status: Synced},
		{kind: Deployment, group: apps, version: v1, namespace: web, name: app, status: Synced, health: {status: Degraded, message: "no image"}},
		{kind: Service, namespace: web, name: app, status: OutOfSync}]}`)
	var got []string
	for _, r := range unhealthy(argoLike(), obj) {
		got = append(got, r.String())
	}
	want := "Deployment web/app is Degraded: no image|Service web/app is OutOfSync"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRefusedNamesTheObjectAndTheReason(t *testing.T) {
	agent := argoLike()
	agent.Status.Results, agent.Status.Failed = "status.operationState.syncResult.resources", "SyncFailed"
	obj := application(`{}`, `{operationState: {syncResult: {resources: [
		{kind: ConfigMap, name: fine, status: Synced},
		{kind: Service, namespace: web, name: app, status: SyncFailed, message: "port\n is invalid"}]}}}`)
	if got, want := refused(agent, obj).Text, "Service web/app was refused: port is invalid"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := refused(agent, application(`{}`, `{}`)).Text; got != "" {
		t.Errorf("got %q", got)
	}
}

func TestContains(t *testing.T) {
	live := map[string]any{"a": int64(1), "b": []any{"x", map[string]any{"y": true}}, "extra": "z"}
	for _, test := range []struct {
		want any
		ok   bool
	}{
		{map[string]any{"a": 1}, true},
		{map[string]any{"a": 2}, false},
		{map[string]any{"b": []any{"x", map[string]any{"y": true}}}, true},
		{map[string]any{"b": []any{"x"}}, false},
		{map[string]any{"missing": ""}, false},
		{map[string]any{"a": map[string]any{}}, false},
	} {
		if contains(live, test.want) != test.ok {
			t.Errorf("contains(live, %v) is not %v", test.want, test.ok)
		}
	}
}
