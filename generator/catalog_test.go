package generator_test

import (
	"context"
	"testing"

	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// TestTheCatalogKeepsItsRules: what slipway catalog lint says of the builtin catalog.
func TestTheCatalogKeepsItsRules(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it loads and renders hundreds of platforms")
	}
	report := linted(t, lint.Options{})
	for _, f := range report.Findings {
		t.Error(f.Said())
	}
	if n := len(agentNames(t)); report.Components < 15 || report.Trials < 3*(report.Components-2*n)*n {
		t.Errorf("only %d components were tried on %d platforms", report.Components, report.Trials)
	}
}

func linted(t *testing.T, opts lint.Options) *lint.Report {
	t.Helper()
	src := sources(t)
	report, err := lint.Run(t.Context(), src, []load.Folder{{Name: "builtin", FS: src.Catalog}}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestALookSeesEveryTrial: whoever looks at what components come to
// sees each.
func TestALookSeesEveryTrial(t *testing.T) {
	values := 0
	linted(t, lint.Options{Names: []string{"traefik"}, Look: func(_ context.Context, s lint.Subject) (problem.Problems, error) {
		if s.Component.Name == "traefik" && s.Units[0].Values["deployment"] != nil && s.Platform.Agent != "" {
			values++
		}
		return nil, nil
	}})
	if values != 18 {
		t.Errorf("traefik was seen %d times, not with 3 agents in 3 profiles, alone and in company", values)
	}
}
