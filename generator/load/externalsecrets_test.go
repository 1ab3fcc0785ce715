package load

import (
	"strings"
	"testing"
)

// TestExternalSecretsAreFetchedOnTheHub: the hub is where the agent looks for
// clusters' credentials, so that is where something must fetch them.
func TestExternalSecretsAreFetchedOnTheHub(t *testing.T) {
	catalog := map[string]string{"vault-reader": smallChart("vault-reader", `provides: ["secrets"]`)}
	const (
		near = "    - {name: near, credentials: {externalSecret: {store: vault, key: near}}}\n"
		far  = "    - {name: far, credentials: {externalSecret: {store: vault, key: far}}}\n"
		made = "    - {name: made, credentials: {secretRef: {name: made}}}\n"
		note = " come from an external store, and nothing of the platform on hub, the hub, provides secrets: enable vault-reader there, unless External Secrets Operator is installed by other means"
	)
	for _, tt := range []struct{ name, spec, notes string }{
		{"by nothing", "  clusters:\n    - {name: hub, role: hub}\n" + near + far + made, "the credentials of clusters near and far" + note},
		{"on the hub", "  clusters:\n    - {name: hub, role: hub, components: {vault-reader: {}}}\n" + near, ""},
		{"on the spoke alone", "  clusters:\n    - {name: hub, role: hub}\n" + strings.Replace(near, "}}}", "}}, components: {vault-reader: {}}}", 1), "the credentials of cluster near" + note},
		{"nowhere, and none is needed", "  clusters:\n    - {name: hub, role: hub}\n" + made, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(smallPlatform(t, catalog, tt.spec).Notes, "\n"); got != tt.notes {
				t.Errorf("notes:\n%s\nwant:\n%s", got, tt.notes)
			}
		})
	}
}
