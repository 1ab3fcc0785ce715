package bootstrap

import (
	"context"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestASourceSaysWhyThereIsNoArtifact: a repository that is only being read comes
// before what waits for it, and that its agent does not run before both.
func TestASourceSaysWhyThereIsNoArtifact(t *testing.T) {
	objects, err := parse([]byte(`
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {namespace: flux-system, name: platform, generation: 1}
status: {conditions: [{type: Ready, status: Unknown, reason: Progressing, message: building artifact, observedGeneration: 1}]}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {namespace: flux-system, name: root, generation: 1}
status: {conditions: [{type: Ready, status: "False", reason: ArtifactFailed, message: "Source artifact not found, retrying in 500ms", observedGeneration: 1}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ still, want string }{
		{"", "GitRepository flux-system/platform: Reconciling: building artifact"},
		{"source-controller ended", "source-controller ended"},
	} {
		e := &engine{agent: allAgents(t)["flux"], host: recorded(objects), still: func(context.Context) cause.Finding { return cause.Finding{Cause: tt.still} }}
		got := e.cause(t.Context(), &platform.Cluster{Name: "hub", RunsAgent: true})
		if !strings.HasPrefix(got.Cause, tt.want) {
			t.Errorf("it is %q, not %q", got.Cause, tt.want)
		}
	}
}
