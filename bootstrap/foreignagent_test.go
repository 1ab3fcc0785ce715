package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestImagesTellTheAgent: by the end of their names, in whatever registry, and
// the minor version by the tag. Without a tag nothing is known.
func TestImagesTellTheAgent(t *testing.T) {
	for image, want := range map[string][2]string{
		"quay.io/argoproj/argocd:v3.2.11":                 {"quay.io/argoproj/argocd", "v3.2.11"},
		"mirror.internal:5000/argoproj/argocd":            {"mirror.internal:5000/argoproj/argocd", ""},
		"mirror.internal:5000/a/b:v1@sha256:0123456789ab": {"mirror.internal:5000/a/b", "v1"},
	} {
		if repository, tag := splitImage(image); repository != want[0] || tag != want[1] {
			t.Errorf("%s: %q %q", image, repository, tag)
		}
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"a/x:v3.2.11", "b/x:v3.2.4", true},
		{"x:v1.7.3", "x:1.7.0", true},
		{"x:v3.2.11", "x:v3.3.0", false},
		{"x:v3.2.11", "x:v2.2.11", false},
		{"x:latest", "x:latest", false},
		{"x@sha256:01", "x:v1.0.0", false},
	} {
		if got := sameLine(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s: %t", tt.a, tt.b, got)
		}
	}
}

// TestWhoseAWorkloadIs: what bootstrap was ended in has no mark yet, and what the
// agent that a platform moves from brought is nobody else's.
func TestWhoseAWorkloadIs(t *testing.T) {
	const mark = "kustomize.toolkit.fluxcd.io/name"
	agent := func(manager, own string) *platform.Agent {
		return &platform.Agent{FieldManager: manager, RootManager: manager, Traces: platform.Traces{
			Labels: platform.Marks{Always: []string{mark}}, Own: []platform.MarkPattern{{Mark: mark, Pattern: own}},
		}}
	}
	s := &session{Options: Options{Agent: agent("kustomize-controller", `^flux\.$cluster$`)}}
	var owners []traces
	for _, a := range []*platform.Agent{s.Agent, agent("application/apply-patch", "^flux-sync$")} {
		marks, err := tracesOf(a, "hub")
		if err != nil {
			t.Fatal(err)
		}
		owners = append(owners, marks)
	}
	for _, tt := range []struct {
		name, manager, mark string
		want                bool
	}{
		{"bootstrap was ended", "kustomize-controller", "", true},
		{"it manages itself", "kustomize-controller", "flux.hub", true},
		{"another cluster's", "kustomize-controller", "flux.spoke", false},
		{"after flux bootstrap", "kustomize-controller", "flux-system", false},
		{"after flux install", "flux", "", false},
		{"by Helm", "helm", "", false},
		{"the agent's before a move", "kustomize-controller", "flux-sync", true},
	} {
		m := kube.Meta{Managers: []string{tt.manager}}
		if tt.mark != "" {
			m.Labels = map[string]string{mark: tt.mark}
		}
		if got := s.isBroughtBy(owners, m); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}
