package load

import (
	"slices"
	"strings"
	"testing"
)

// TestCompanionsAreWhereTheAgentRuns: they come with the agent where it runs in
// the cluster, without being named, and are nowhere else.
func TestCompanionsAreWhereTheAgentRuns(t *testing.T) {
	catalog := map[string]string{
		"sveltos":   smallChart("sveltos", `provides: ["gitops-agent"]`),
		"flux-sync": smallManifests("flux-sync", "oci://ghcr.io/fluxcd/flux-manifests", ""),
		"app":       smallManifests("app", "oci://ghcr.io/app", ""),
	}
	head := strings.Replace(smallHead, "agent: argocd", "agent: sveltos", 1)
	for name, tt := range map[string]struct{ spec, want string }{
		"with the agent":           {"  clusters: [{name: hub, role: hub}, {name: spoke, server: \"https://spoke.example.com\"}]\n", "hub"},
		"on each that runs it":     {"  topology: standalone\n  clusters: [{name: a}, {name: b}]\n", "a b"},
		"not as processes":         {"  clusters: [{name: hub, role: hub, provider: local}]\n", ""},
		"unless it is asked for":   {"  components: {flux-sync: {}}\n  clusters: [{name: hub, role: hub, provider: local}]\n", "hub"},
		"configured, not enabled":  {"  components: {flux-sync: {version: v2.0.0}}\n  clusters: [{name: hub, role: hub}, {name: spoke, server: \"https://spoke.example.com\"}]\n", "hub"},
		"brought by somebody else": {"  components: {flux-sync: {enabled: false}}\n  clusters: [{name: hub, role: hub}]\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := smallPlatform(t, catalog, head+tt.spec)
			var has []string
			for _, c := range p.Clusters {
				if variantOn(p, c.Name, "flux-sync") != nil {
					has = append(has, c.Name)
				}
			}
			if !slices.Equal(has, strings.Fields(tt.want)) {
				t.Errorf("it is on %v, want %s", has, tt.want)
			}
		})
	}
	// What reads such a component is Flux, which is where the agent is.
	const want = "Sveltos cannot install app: it is an OCI artifact with manifests"
	if got := smallError(t, catalog, head+"  components: {app: {}}\n  clusters: [{name: hub, role: hub}]\n"); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
