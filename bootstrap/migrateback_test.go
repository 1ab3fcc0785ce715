package bootstrap

import (
	"errors"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestMayGoBack: only while nothing of the first agent was taken off, and only to that.
func TestMayGoBack(t *testing.T) {
	for _, tt := range []struct {
		record moveRecord
		agent  string
		want   bool
	}{
		{moveRecord{}, "flux", false},
		{moveRecord{from: "flux", to: "argocd"}, "flux", true},
		{moveRecord{from: "flux", to: "argocd"}, "argocd", false},
		{moveRecord{from: "flux", to: "argocd"}, "sveltos", false},
		{moveRecord{from: "flux", to: "argocd", released: true}, "flux", false},
	} {
		if got := tt.record.mayGoBackTo(tt.agent); got != tt.want {
			t.Errorf("%+v, %s: %t", tt.record, tt.agent, got)
		}
	}
}

// TestWhatIsUnderWay: each end of a move says how it goes on, and that it may be given up only while it may.
func TestWhatIsUnderWay(t *testing.T) {
	for name, tt := range map[string]struct {
		branch   string
		released bool
		err      error
		want     []string
		wrong    string
	}{
		"a failure":             {"", false, errors.New("x"), []string{"go on with: slipway migrate argocd"}, "will not be merged"},
		"a failure on a branch": {"move", false, errors.New("x"), []string{"go on with: slipway migrate argocd --branch move", "git switch main, slipway migrate flux"}, ""},
		"it waits for people":   {"move", false, &MergeError{}, []string{"until then nothing is healed", "git switch main, slipway migrate flux"}, "go on with"},
		"the marks are off":     {"move", true, errors.New("x"), []string{"go on with: slipway migrate argocd --branch move"}, "will not be merged"},
	} {
		t.Run(name, func(t *testing.T) {
			m := &migration{from: &platform.Agent{Name: "flux"}, MigrateOptions: MigrateOptions{Options: Options{
				Branch: tt.branch, Agent: &platform.Agent{Name: "argocd"}, Platform: &platform.Platform{Repository: platform.Repository{Branch: "main"}},
			}}}
			said := m.underWay(tt.err, &moving{record: moveRecord{from: "flux", to: "argocd", released: tt.released}})
			for _, want := range tt.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q does not say %q", said, want)
				}
			}
			if tt.wrong != "" && strings.Contains(said, tt.wrong) {
				t.Errorf("%q says %q", said, tt.wrong)
			}
		})
	}
}
