package drift

import (
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func parse(t *testing.T, doc string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := yaml.Unmarshal([]byte(doc), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What differs between two states of an object, and what is none of anybody's business.
func TestFields(t *testing.T) {
	const head = "apiVersion: apps/v1\nkind: Deployment\n"
	tests := []struct{ name, before, after, want string }{
		{"a number", head + "spec: {replicas: 2}", head + "spec: {replicas: 5}", "spec.replicas 2 -> 5"},
		{"what was not there", head + "spec: {}", head + "spec: {paused: true}", "spec.paused added: true"},
		{"what is gone", head + "spec: {paused: true}", head + "spec: {}", "spec.paused removed: true"},
		{"an element with a name", head + "spec: {containers: [{name: a, image: web:1}, {name: b}]}", head + "spec: {containers: [{name: a, image: web:2}, {name: b}]}",
			"spec.containers[a].image web:1 -> web:2"},
		{"a list without names", head + "spec: {args: [a]}", head + "spec: {args: [a, b]}", `spec.args ["a"] -> ["a","b"]`},
		{"an empty text", head + `spec: {node: a}`, head + `spec: {node: ""}`, `spec.node a -> ""`},
		{"a label", head + "metadata: {labels: {team: red}}", head + "metadata: {labels: {team: blue}}", "metadata.labels.team red -> blue"},
		{"a key with dots", head, head + `metadata: {annotations: {example.com/a: "1"}}`, "metadata.annotations[example.com/a] added: 1"},
		{"what the server counts", head + "metadata: {generation: 1, resourceVersion: a}\nstatus: {replicas: 1}", head + "metadata: {generation: 2, resourceVersion: b}\nstatus: {replicas: 2}", ""},
		{"bookkeeping", head, head + `metadata: {annotations: {agent/asked: now, deployment.kubernetes.io/revision: "2", kubectl.kubernetes.io/last-applied-configuration: "{}"}}`, ""},
		{"a long value", head + "spec: {text: short}", head + "spec: {text: " + strings.Repeat("long ", 20) + "}", "spec.text short -> long long long long long long long long…"},
		{"a difference beyond what is shown", head + "spec: {text: " + strings.Repeat("a", 60) + "b}", head + "spec: {text: " + strings.Repeat("a", 60) + "c}", "spec.text changed"},
		{"more than a line holds", head, head + "spec: {a: 1, b: 2, c: 3, d: 4}", `spec added: {"a":1,"b":2,"c":3,"d":4}`},
		{"many fields", head + "spec: {a: 0, b: 0, c: 0, d: 0}", head + "spec: {a: 1, b: 2, c: 3, d: 4}", "spec.a 0 -> 1, spec.b 0 -> 2, spec.c 0 -> 3, 1 fields more"},
		{"what moves a cursor", head + "spec: {a: b}", head + `spec: {a: "x\e[2Jy\u009b2J"}`, "spec.a b -> x [2Jy 2J"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fieldsText(Fields(parse(t, tt.before), parse(t, tt.after), func(a string) bool { return a == "agent/asked" }))
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// A Secret's keys are told, and never its values, in whatever field they stand.
func TestSecretsAreNotShown(t *testing.T) {
	before := parse(t, "apiVersion: v1\nkind: Secret\nmetadata: {labels: {team: red}}\ndata: {password: aHVudGVyMQ==}\nstringData: {a: hunter1}\ntype: hunter1")
	after := parse(t, "apiVersion: v1\nkind: Secret\nmetadata: {labels: {team: blue}, annotations: {was: hunter1}}\ndata: {password: aHVudGVyMg==, more: aHVudGVyMg==}\nstringData: {a: hunter2}\ntype: hunter2")
	all := Fields(before, after, nil)
	var said []string
	for _, f := range all {
		said = append(said, f.String())
		if f.Hidden && (f.From != "" || f.To != "") {
			t.Errorf("%s is hidden and holds values", f.Path)
		}
	}
	got := strings.Join(said, "; ")
	const want = "data.more changed; data.password changed; stringData.a changed; type changed; metadata.labels.team red -> blue; metadata.annotations.was changed"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

const (
	byAgent = `{manager: kustomize-controller, operation: Apply, time: "2026-01-02T00:00:01Z", fieldsV1: {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:image": {}}}}}}}}`
	healed  = `{manager: kustomize-controller, operation: Apply, time: "2026-01-02T00:00:09Z", fieldsV1: {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {'k:{"name":"a"}': {".": {}, "f:image": {}}}}}}}}`
	lost    = `{manager: kustomize-controller, operation: Apply, time: "2026-01-02T00:00:01Z", fieldsV1: {"f:spec": {"f:template": {}}}}`
	byScale = `{manager: kubectl, operation: Update, subresource: scale, time: "2026-01-02T00:00:05Z", fieldsV1: {"f:spec": {"f:replicas": {}}}}`
	byEdit  = `{manager: kubectl-edit, operation: Update, time: "2026-01-02T00:00:05Z", fieldsV1: {"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"a"}': {"f:image": {}}}}}}}}`
	status  = `{manager: kube-controller-manager, operation: Update, subresource: status, time: "2026-01-02T00:00:20Z", fieldsV1: {"f:status": {}}}`
	byLabel = `{manager: kubectl-label, operation: Update, time: "2026-01-02T00:00:05Z", fieldsV1: {"f:metadata": {"f:labels": {"f:other": {}}}}}`
)

// Who wrote is who has the fields that changed, whoever wrote beside that or later.
func TestWriter(t *testing.T) {
	tests := []struct{ name, before, after, want string }{
		{"scaled by hand", "spec: {replicas: 2}\n" + managed(byAgent, status), "spec: {replicas: 5}\n" + managed(lost, byScale, status), "kubectl"},
		{"taken back in the same second", "spec: {replicas: 5}\n" + managed(lost, byScale), "spec: {replicas: 2}\n" + managed(healed), "kustomize-controller"},
		{"an element of a list", "spec: {template: {spec: {containers: [{name: a, image: web:1}]}}}\n" + managed(byAgent),
			"spec: {template: {spec: {containers: [{name: a, image: web:2}]}}}\n" + managed(lost, byEdit, status), "kubectl-edit"},
		{"a map that is owned whole", "spec: {template: {x: 1}}\n" + managed(byScale), "spec: {template: {x: 2}}\n" + managed(byScale, lost), "kustomize-controller"},
		{"what is gone nobody has", "metadata: {labels: {team: a}, managedFields: [" + byAgent + "]}", "metadata: {managedFields: [" + byAgent + "," + byLabel + "]}", "kubectl-label"},
		{"who made it", "", managed(byAgent, status), "kustomize-controller"},
		{"nobody says so", "spec: {replicas: 2}", "spec: {replicas: 5}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := parse(t, tt.before), parse(t, tt.after)
			if got := Writer(before, after, Fields(before, after, nil)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func managed(entries ...string) string {
	return "metadata: {managedFields: [" + strings.Join(entries, ", ") + "]}"
}

// TestLedger tells a story, and what is said of each of its changes.
func TestLedger(t *testing.T) {
	var l Ledger
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	replicas := func(from, to int) []Field { return []Field{fieldOf(from, to, []string{"spec", "replicas"})} }
	for i, step := range []struct {
		after  int // seconds since the start
		change Change
		want   string
	}{
		{0, Change{What: Changed, By: "kubectl-edit", Fields: replicas(2, 5)}, "Deployment a/b: spec.replicas 2 -> 5 by kubectl-edit"},
		{1, Change{What: Changed, By: "kubectl", Fields: replicas(5, 7)}, "Deployment a/b: spec.replicas 5 -> 7 by kubectl"},
		{3, Change{What: Changed, By: "agent", Agent: true, Fields: replicas(7, 2)}, "Deployment a/b: spec.replicas 7 -> 2 by agent, healed after 3s"},
		{4, Change{What: Changed, By: "agent", Agent: true, Fields: replicas(2, 3)}, "Deployment a/b: spec.replicas 2 -> 3 by agent"},
		{5, Change{What: Changed, By: "kubectl", Fields: replicas(3, 4)}, "Deployment a/b: spec.replicas 3 -> 4 by kubectl"},
		{6, Change{What: Changed, By: "kubectl", Fields: replicas(4, 3)}, "Deployment a/b: spec.replicas 4 -> 3 by kubectl"},
		{7, Change{What: Changed, By: "agent", Agent: true, Fields: replicas(3, 3)}, "Deployment a/b: spec.replicas changed by agent"},
		{8, Change{What: Changed, By: "kubectl", Fields: replicas(3, 4)}, "Deployment a/b: spec.replicas 3 -> 4 by kubectl"},
		{9, Change{What: Changed, By: "agent", Agent: true, Fields: replicas(4, 6)}, "Deployment a/b: spec.replicas 4 -> 6 by agent"}, // Git has gone on
		{10, Change{What: Deleted}, "Deployment a/b: deleted"},
		{15, Change{What: Made, By: "agent", Agent: true}, "Deployment a/b: made by agent, healed after 5s"},
		{20, Change{What: Deleted}, "Deployment a/b: deleted"},
		{21, Change{What: Made, By: "kubectl"}, "Deployment a/b: made by kubectl"},
		{30, Change{What: Deleted, Unasked: true}, "Deployment a/b: deleted"}, // pruned
		{31, Change{What: Made, By: "agent", Agent: true}, "Deployment a/b: made by agent"},
		{40, Change{What: Changed, By: "kubectl", Fields: replicas(3, 4)}, "Deployment a/b: spec.replicas 3 -> 4 by kubectl"},
		{40, Change{What: Deleted}, "Deployment a/b: deleted"},
		{41, Change{What: "commit"}, ""}, // after which it may be meant to be gone
		{42, Change{What: Made, By: "agent", Agent: true}, "Deployment a/b: made by agent"},
		{43, Change{What: Changed, By: "agent", Agent: true, Fields: replicas(4, 3)}, "Deployment a/b: spec.replicas 4 -> 3 by agent, healed after 3s"},
	} {
		if step.change.What == "commit" {
			l.Commit()
			continue
		}
		step.change.Time, step.change.Object = start.Add(time.Duration(step.after)*time.Second), "Deployment a/b"
		if got := l.See(step.change).String(); got != step.want {
			t.Errorf("step %d: got  %s\nwant %s", i, got, step.want)
		}
	}
}
