package e2e

import (
	"path/filepath"
	"testing"

	"github.com/google/cel-go/cel"
	sigsyaml "sigs.k8s.io/yaml"
)

// TestSveltosWaitsForWorkloads evaluates the rules of a unit with one workload
// of each kind as Sveltos does: with cel-go, and an error counts as not healthy.
func TestSveltosWaitsForWorkloads(t *testing.T) {
	dir := unpack(t, filepath.Join("..", "generator", "testdata", "sveltos.txtar"))
	profile := documentsIn(t, filepath.Join(dir, "gitops", "sveltos", "units", "workloads.yaml"))[0]
	rules := map[string]string{}
	for _, c := range fieldOf[[]any](t, profile, "spec", "validateHealths") {
		check := c.(map[string]any)
		of := fieldOf[[]any](t, check, "evaluateCEL")
		if len(of) != 1 {
			t.Errorf("%v has %d rules, and Sveltos takes any one for enough", check["kind"], len(of))
		}
		rules[check["kind"].(string)] = fieldOf[string](t, of[0].(map[string]any), "rule")
	}
	for kind, objects := range map[string]struct{ healthy, not []string }{
		"DaemonSet": {
			healthy: []string{
				`{metadata: {generation: 2}, status: {observedGeneration: 2, desiredNumberScheduled: 3, numberReady: 3}}`,
				`{metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 0, numberReady: 0}}`,
			},
			not: []string{
				`{metadata: {generation: 1}, status: {desiredNumberScheduled: 0, numberReady: 0}}`,
				`{metadata: {generation: 2}, status: {observedGeneration: 1, desiredNumberScheduled: 3, numberReady: 3}}`,
				`{metadata: {generation: 2}, status: {observedGeneration: 2, desiredNumberScheduled: 3, numberReady: 2}}`,
			},
		},
		"Job": {
			healthy: []string{
				`{status: {succeeded: 1, conditions: [{type: SuccessCriteriaMet, status: "True"}, {type: Complete, status: "True"}]}}`,
			},
			not: []string{
				`{status: {}}`,
				`{status: {active: 1, ready: 1}}`,
				`{status: {failed: 1, conditions: [{type: Failed, status: "True"}]}}`,
				`{status: {conditions: [{type: Complete, status: "False"}]}}`,
			},
		},
		"Deployment": {
			healthy: []string{
				`{metadata: {generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1, availableReplicas: 1}}`,
				`{metadata: {generation: 1}, spec: {replicas: 0}, status: {observedGeneration: 1}}`,
			},
			not: []string{
				`{metadata: {generation: 1}, spec: {replicas: 1}, status: {}}`,
				`{metadata: {generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1}}`,
			},
		},
		"StatefulSet": {
			healthy: []string{`{metadata: {generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 2}}`},
			not:     []string{`{metadata: {generation: 1}, spec: {replicas: 2}, status: {observedGeneration: 1, readyReplicas: 1}}`},
		},
	} {
		for _, o := range objects.healthy {
			if !healthyBy(t, rules[kind], o) {
				t.Errorf("a %s is not healthy: %s", kind, o)
			}
		}
		for _, o := range objects.not {
			if healthyBy(t, rules[kind], o) {
				t.Errorf("a %s is healthy: %s", kind, o)
			}
		}
	}
}

func healthyBy(t *testing.T, rule, object string) bool {
	t.Helper()
	var resource map[string]any
	if err := sigsyaml.Unmarshal([]byte(object), &resource); err != nil {
		t.Fatal(err)
	}
	env, err := cel.NewEnv(cel.Variable("resource", cel.DynType))
	if err != nil {
		t.Fatal(err)
	}
	ast, issues := env.Compile(rule)
	if issues.Err() != nil {
		t.Fatalf("%s: %v", rule, issues.Err())
	}
	program, err := env.Program(ast)
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := program.Eval(map[string]any{"resource": resource})
	return err == nil && out.Value() == true
}
