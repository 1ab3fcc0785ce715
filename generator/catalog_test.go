package generator_test

import (
	"context"
	"testing"

	"github.com/slipway-platform/slipway/generator/lint"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

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
