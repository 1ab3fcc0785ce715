package bootstrap

import (
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestSourcesComeFirst(t *testing.T) {
	agent := &platform.Agent{SourceRef: platform.Ref{APIVersion: "source.example.com/v1", Kind: "Repository"}}
	config, applies := resource{kind: "ConfigMap"}, resource{group: "apply.example.com", kind: "Applies"}
	source := resource{group: "source.example.com", kind: "Artifact"}
	if got := sourcesFirst(agent, []resource{config, applies, source}); !slices.Equal(got, []resource{source, config, applies}) {
		t.Errorf("got %v", got)
	}
}
