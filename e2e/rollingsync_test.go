//go:build e2e && linux

package e2e

import "testing"

const rollingPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  topology: hub
  profile: lab
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {cargo: {config: {round: "0"}}}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// rollingSteps is what a ring of one cluster, and then one of the others with
// maxUpdate 1, would come to.
const rollingSteps = `spec:
  strategy:
    type: RollingSync
    rollingSync:
      steps:
        - matchExpressions: [{key: slipway.dev/cluster, operator: In, values: [c0003]}]
        - matchExpressions: [{key: slipway.dev/cluster, operator: In, values: [c0001, c0002, hub]}]
          maxUpdate: 1
`

// TestRollingSyncKeepsNoOrder is why a ring's maxUpdate is a limit with Argo CD
// (docs/decisions/0009-no-rolling-sync.md): a commit that changes every cluster
// reaches one of the second step before the first step has it, within a few commits
// and by itself, and what a unit reads from the branch waits for no step. Where this
// fails, the release of Argo CD that the catalog names does better, and the decision
// is to be made again.
func TestRollingSyncKeepsNoOrder(t *testing.T) {
	unlessShort(t, "what Argo CD does not do", false)
	r := newRolling(t)
	r.edit(clustersFile, "spec:\n", rollingSteps)
	r.keep()
	r.await(r.push())
	r.eventually(r.hub, parentOf("c0001"), "one that does not sync by itself", func(parent map[string]any) bool {
		return fieldOf[map[string]any](t, parent, "spec", "syncPolicy")["automated"] == nil
	})

	t.Log("a commit goes ahead of its step")
	r.outOfOrder()

	t.Log("without any controller that could sync a parent, the objects of a commit are there all the same")
	if err := r.keeper.Stop(t.Context(), r.controller); err != nil {
		t.Fatal(err)
	}
	r.next()
	r.push()
	for _, cluster := range rolledClusters {
		r.eventually(r.spoke, cargoOf(cluster), "of the last round", ofRound(r.round))
	}
}
