package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// conditionLike has the paths of an agent that reports by conditions and keeps a list
// of what it applied.
func conditionLike() *platform.Agent {
	return &platform.Agent{Status: platform.StatusPaths{
		Sync: "status.conditions[Ready].status", Synced: "True", Words: map[string]string{"False": "NotReady"},
		Revision: []string{"status.lastAppliedRevision"}, Message: []string{"status.conditions[Ready].message", "status.featureSummaries[*].failureMessage"},
		Spec: []string{"metadata.generation"}, Compared: []string{"status.conditions[Ready].observedGeneration"},
		Waits:     platform.Waits{Path: "status.conditions[Ready].reason", Reasons: []string{"DependencyNotReady"}},
		Inventory: &platform.Inventory{List: "status.inventory.entries", ID: "id", Pattern: "^(?P<namespace>[^_]*)_(?P<name>[^_]*)_(?P<group>[^_]*)_(?P<kind>[^_]*)$", Version: "v"},
		Also:      []platform.StatusField{{Path: "status.dependencies", Values: []string{"none"}}},
	}}
}

// FuzzVerdict reads what agents' objects may say of themselves, which anybody
// who may write them on a cluster decides: nothing of it may end the program, and
// nothing that is not there is in order.
func FuzzVerdict(f *testing.F) {
	for _, text := range []string{
		"", "status: 1\n", "status: {conditions: [1, {type: Ready, status: true}]}\n",
		"spec: {source: {path: a}}\nstatus: {sync: {status: Synced, comparedTo: {source: {path: a}}}, health: {status: Healthy}, resources: [1, {kind: A}]}\n",
		"metadata: {generation: 2}\nstatus: {conditions: [{type: Ready, status: \"True\", observedGeneration: 2, message: x}], inventory: {entries: [{id: a_b_c_d, v: v1}, {id: a}, 3]}, dependencies: none}\n",
		"status: {featureSummaries: [{failureMessage: [a]}, {failureMessage: b}], sync: {revisions: [a, 1]}}\n", "- a\n", "a: &a [*a]\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		objects, err := parse([]byte(text))
		if err != nil {
			return
		}
		for _, o := range objects {
			for _, agent := range []*platform.Agent{argoLike(), conditionLike()} {
				v := verdictOf(agent, o)
				_ = v.String()
				applied(agent, o)
				if v.good() && at(o, "status") == nil {
					t.Errorf("%q is in order", text)
				}
			}
		}
	})
}
