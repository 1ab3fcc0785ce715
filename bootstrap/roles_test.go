package bootstrap

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestRulesNameSubresources: a right to an object is none to its status.
func TestRulesNameSubresources(t *testing.T) {
	of := func(verb, sub string) kube.Permission {
		return kube.Permission{Verb: verb, Group: "config.projectsveltos.io", Resource: "clustersummaries", Subresource: sub}
	}
	want := []any{
		map[string]any{"apiGroups": []any{"config.projectsveltos.io"}, "resources": []any{"clustersummaries"}, "verbs": []any{"get", "list"}},
		map[string]any{"apiGroups": []any{"config.projectsveltos.io"}, "resources": []any{"clustersummaries/status"}, "verbs": []any{"patch"}},
	}
	if diff := cmp.Diff(want, rulesFor([]kube.Permission{of("get", ""), of("patch", "status"), of("list", "")})); diff != "" {
		t.Errorf("rules (- want, + got):\n%s", diff)
	}
}
