package bootstrap

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// notes is a UI that keeps what it is told.
type notes struct {
	UI
	told []string
}

func (n *notes) Note(format string, args ...any) {
	n.told = append(n.told, fmt.Sprintf(format, args...))
}

// TestAMoveNamesWhatStoresLack: a credential in an external store has the
// properties that the agent reads, and another agent reads others.
func TestAMoveNamesWhatStoresLack(t *testing.T) {
	external := &platform.ClusterCredentials{ExternalSecret: &platform.ExternalSecret{Store: "vault", Key: "x"}}
	made := &platform.ClusterCredentials{SecretRef: &platform.SecretRef{Name: "x"}}
	argocd := &platform.Agent{Title: "Argo CD", ClusterProperties: []string{"server", "config"}}
	flux := &platform.Agent{Title: "Flux", ClusterProperties: []string{"kubeconfig"}}
	sveltos := &platform.Agent{Title: "Sveltos", ClusterProperties: []string{"kubeconfig"}}
	for name, c := range map[string]struct {
		from, to *platform.Agent
		topology string
		want     string
	}{
		"another property": {argocd, flux, "hub",
			"Flux reads kubeconfig of a cluster's entry in the external store, and Argo CD read server and config; let the entries of these clusters have them first, or they wait until they do: eu, us"},
		"and back": {sveltos, argocd, "hub",
			"Argo CD reads server and config of a cluster's entry in the external store, and Sveltos read kubeconfig; let the entries of these clusters have them first, or they wait until they do: eu, us"},
		"the same property":    {flux, sveltos, "hub", ""},
		"nobody reads a store": {argocd, flux, "standalone", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ui := &notes{}
			host := &platform.Cluster{Name: "hub", RunsAgent: true, Credentials: external}
			opts := Options{Agent: c.to, UI: ui, Platform: &platform.Platform{Topology: c.topology, Clusters: []*platform.Cluster{
				host, {Name: "eu", Credentials: external}, {Name: "local", Credentials: external, Simulated: true}, {Name: "made", Credentials: made}, {Name: "us", Credentials: external},
			}}}
			m := &migration{MigrateOptions: MigrateOptions{Options: opts}, from: c.from, hosts: []*moving{{session: &session{Options: opts, host: host}}}}
			m.noteProperties()
			if got := strings.Join(ui.told, "\n"); got != c.want {
				t.Errorf("notes:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}
