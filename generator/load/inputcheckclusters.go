package load

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
)

const (
	roleHub          = "hub"
	roleSpoke        = "spoke"
	providerExisting = "existing"
	providerKind     = "kind"
)

func (r *inputRules) clusterNames() {
	if len(r.Spec.Clusters) == 0 {
		r.add("there is no cluster", "list it here or in a file of its own: clusters/NAME.yaml", "spec", "clusters")
	}
	first := map[string]int{}
	for i, c := range r.Spec.Clusters {
		if j, ok := first[c.Name]; ok {
			r.addCluster(i, fmt.Sprintf("there are two clusters named %q", c.Name),
				"the other is at "+r.clusterAt(j, "name").String(), "name")
			continue
		}
		first[c.Name] = i
	}
}

func (r *inputRules) clusterCredentials() {
	for i, c := range r.Spec.Clusters {
		switch {
		case c.Credentials == nil:
		case c.Credentials.SecretRef == nil && c.Credentials.ExternalSecret == nil:
			r.addCluster(i, "must have one of secretRef and externalSecret (got neither)", "", "credentials")
		case c.Credentials.SecretRef != nil && c.Credentials.ExternalSecret != nil:
			r.addCluster(i, "must have one of secretRef and externalSecret (got both)", "", "credentials")
		}
	}
}

// hub makes sure of the one cluster that drives all; a single cluster is it
// without saying so.
func (r *inputRules) hub() {
	hub, before := -1, len(r.problems)
	for i, c := range r.Spec.Clusters {
		switch {
		case c.Role == roleHub && hub < 0:
			hub = i
		case c.Role == roleHub:
			r.addCluster(i, fmt.Sprintf("there are two hubs, %s and %s", r.Spec.Clusters[hub].Name, c.Name),
				"topology hub has one; the other is at "+r.clusterAt(hub, "role").String(), "role")
		}
	}
	switch n := len(r.Spec.Clusters); {
	case n == 1 && r.Spec.Clusters[0].Role == roleSpoke:
		r.addCluster(0, "the only cluster must be the hub", "remove role: spoke, or choose topology standalone", "role")
	case n > 1 && hub < 0:
		r.add("topology hub needs a cluster with role: hub", "it is the one that runs the agent", "spec", "clusters")
	}
	if len(r.problems) == before && hub >= 0 {
		r.spokes(r.Spec.Clusters[hub])
	}
}

// spokes must be reachable for the hub. Clusters of the other providers are
// made by Slipway, which knows how; but processes listen on this machine's
// loopback, which in a container is another.
func (r *inputRules) spokes(hub platform.ClusterInput) {
	for i, c := range r.Spec.Clusters {
		switch {
		case c.Role == roleHub || c.Credentials != nil:
		case c.Provider == providerExisting && c.Server == "":
			r.addCluster(i, fmt.Sprintf("nothing says how the hub reaches cluster %s", c.Name),
				"give it a server, or credentials that refer to the Secret with address and credential")
		case c.Provider == providerLocal && hub.Provider == providerKind:
			r.addCluster(i, fmt.Sprintf("cluster %s would be processes of this machine, which the agent in the containers of hub %s cannot reach", c.Name, hub.Name),
				"write provider: kind, as the hub has, or make the hub local too", "provider")
		}
	}
}

// kind: what only that provider reads must not look as if it did something, and
// two clusters cannot listen at one place.
func (r *inputRules) kind() {
	first := map[platform.KindPort][]any{}
	for i, c := range r.Spec.Clusters {
		if c.Kind == nil {
			continue
		}
		if c.Provider != providerKind {
			r.addCluster(i, fmt.Sprintf("is for provider kind (the cluster's is %s)", c.Provider), "remove it, or write provider: kind", "kind")
		}
		for n, p := range c.Kind.Ports {
			p.Node = 0 // where it leads does not matter
			if other, ok := first[p]; ok {
				r.addCluster(i, fmt.Sprintf("port %d of %s is taken twice", p.Host, p.Address),
					"the other is at "+r.clusterAt(other[0].(int), other[1:]...).String(), "kind", "ports", n, "host")
				continue
			}
			first[p] = []any{i, "kind", "ports", n, "host"}
		}
	}
}
