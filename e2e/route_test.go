package e2e

import (
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestExplainSaysHowGitReachesTheAgent: there is no hub in topology standalone,
// and an agent that reads Git itself has no way to tell of.
func TestExplainSaysHowGitReachesTheAgent(t *testing.T) {
	const carried = " carry the repository in; Sveltos deploys from what they apply"
	for golden, want := range map[string]string{
		"hub":                "",
		"standalone":         "",
		"flux":               "",
		"standalone-flux":    "",
		"sveltos":            "Flux's source- and kustomize-controller on the hub" + carried,
		"standalone-sveltos": "Flux's source- and kustomize-controller on the cluster itself" + carried,
	} {
		p := load(t, unpack(t, filepath.Join("..", "generator", "testdata", golden+".txtar")))
		cluster := p.Clusters[0]
		e, err := generator.Explain(p, cluster.Name, cluster.Placements[0].Unit.Variant.Component.Name)
		if err != nil {
			t.Fatal(err)
		}
		if e.Route != want {
			t.Errorf("%s: %q", golden, e.Route)
		}
	}
}
