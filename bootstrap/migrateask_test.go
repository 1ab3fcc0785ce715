package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAMoveIsConfirmed asks where a cluster is somebody else's, and nowhere else.
func TestAMoveIsConfirmed(t *testing.T) {
	for name, c := range map[string]struct {
		provider provider
		answer   bool
		asked    bool
		refused  string
	}{
		"ours":           {provider: &localProvider{}},
		"made by kind":   {provider: &kindProvider{}},
		"another's, yes": {provider: &existing{}, answer: true, asked: true},
		"another's, no":  {provider: &existing{}, asked: true, refused: "not confirmed; nothing was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			question := ""
			m := &migration{
				MigrateOptions: MigrateOptions{Options: Options{
					Platform: &platform.Platform{Name: "acme"}, Agent: &platform.Agent{Title: "Flux"},
					Confirm: func(q string) (bool, error) { question = q; return c.answer, nil },
				}},
				from:  &platform.Agent{Title: "Argo CD", Traces: platform.Traces{Namespaces: []string{"argocd"}}},
				hosts: []*moving{{session: &session{provider: c.provider, host: &platform.Cluster{Name: "hub"}}}},
			}
			err := m.ask()
			if (err != nil) != (c.refused != "") || err != nil && err.Error() != c.refused {
				t.Errorf("got %v", err)
			}
			want := "Move acme from Argo CD to Flux? Workloads stay; on hub the namespaces argocd and all that is in them go."
			if c.asked != (question == want) || !c.asked && question != "" {
				t.Errorf("asked %q", question)
			}
		})
	}
}
