package load

import (
	"fmt"
	"slices"
)

// secretsCapability is what fetches secrets from an external store.
const secretsCapability = "secrets"

// externalSecrets notes clusters whose credential comes from an external store,
// where nothing of the platform's fetches it on the hub. It is no error: the
// store is not the platform's either, and what reads it is often there first.
func (r *resolver) externalSecrets(plans []*plan, runsAgent []bool) {
	hub := slices.Index(runsAgent, true)
	if !r.topology.hub || hub < 0 || plans[hub] == nil || len(plans[hub].presence.capabilities[secretsCapability]) > 0 {
		return
	}
	var names []string
	for i, c := range r.input.Spec.Clusters {
		if i != hub && c.Credentials != nil && c.Credentials.ExternalSecret != nil {
			names = append(names, c.Name)
		}
	}
	if len(names) > 0 {
		r.notes[fmt.Sprintf("the credentials of %s come from an external store, and nothing of the platform on %s, the hub, provides %s: enable %s there, unless External Secrets Operator is installed by other means",
			inputClusterNames(names), r.input.Spec.Clusters[hub].Name, secretsCapability, r.providersOf(secretsCapability))] = true
	}
}
