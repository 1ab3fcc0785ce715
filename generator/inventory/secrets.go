package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Secret is one that must exist, for a component that reads it.
type Secret struct {
	Namespace string   `json:"namespace"`
	Name      string   `json:"name"`
	Keys      []string `json:"keys"`
	// By is who makes it: user, git, bootstrap or component; git is the user, who keeps it there encrypted.
	By string `json:"by"`
	// Component reads it; empty where no component says that it does.
	Component string `json:"component"`
	Why       string `json:"why"`
	// Clusters are those that need it.
	Clusters []string `json:"clusters,omitempty"`
	// Shared are, by key, the places that hold the same value, as namespace/name: key.
	Shared map[string][]string `json:"shared,omitempty"`

	labels map[string]string // by key, what the value is called that others hold too
}

// The makers of Secrets, in the order in which they matter to whoever reads.
const (
	ByUser      = "user"
	ByGit       = "git"
	ByBootstrap = "bootstrap"
	ByComponent = "component"
)

// ComponentSecrets are the Secrets that components need, wherever they are, with
// the keys that any cluster needs: what the user makes first.
func ComponentSecrets(p *platform.Platform) []Secret {
	return encrypted(p, collect(p, nil, func(s Secret) string { return fmt.Sprint(s.Component, s.Namespace, s.Name, s.By, s.Why) }), false)
}

// Secrets are all that the platform needs, with their clusters: those of
// components, and those that refer to clusters, which the agent reads.
func Secrets(p *platform.Platform, agent *platform.Agent) []Secret {
	alike := func(s Secret) string {
		return fmt.Sprint(s.Component, s.Namespace, s.Name, s.By, s.Why, s.Keys, s.labels)
	}
	out := encrypted(p, append(collect(p, clustersOf(p), alike), clusterSecrets(p, agent)...), true)
	share(out)
	sortSecrets(out)
	return out
}

// collect lists the Secrets of components; those that are alike are one, however
// many variants need it.
func collect(p *platform.Platform, clusters map[*platform.Variant][]string, alike func(Secret) string) []Secret {
	var out []Secret
	at := map[string]int{}
	eachVariant(p, func(v *platform.Variant) {
		for _, n := range v.Secrets {
			s := Secret{
				Namespace: readable(p, cmp.Or(n.Namespace, v.Component.Namespace)), Name: readable(p, n.Name),
				Keys: slices.Clone(n.Keys), By: n.By, Component: v.Component.Name, Why: readable(p, n.Why), labels: n.Shared,
			}
			i, known := at[alike(s)]
			if !known {
				i = len(out)
				at[alike(s)], out = i, append(out, s)
			}
			out[i].Keys = append(out[i].Keys, s.Keys...)
			out[i].Clusters = append(out[i].Clusters, clusters[v]...)
		}
	})
	for i := range out {
		for _, list := range []*[]string{&out[i].Keys, &out[i].Clusters} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
	}
	sortSecrets(out)
	return out
}

// clusterSecrets are those by which the agent reaches clusters, where the
// platform refers to one.
func clusterSecrets(p *platform.Platform, agent *platform.Agent) []Secret {
	hosts := hostsOf(p)
	var out []Secret
	for _, c := range p.Clusters {
		if c.Credentials == nil || c.Credentials.SecretRef == nil {
			continue
		}
		where := hosts
		if c.RunsAgent {
			where = []string{c.Name}
		}
		out = append(out, Secret{
			Namespace: cmp.Or(agent.ClusterSecret.Namespace, agent.Namespace), Name: c.Credentials.SecretRef.Name,
			Keys: agent.ClusterKeys(c), By: ByUser, Component: agent.Component,
			Why: "the way to cluster " + c.Name, Clusters: where,
		})
	}
	return out
}

// share says of each value that others hold too where they hold it.
func share(secrets []Secret) {
	for i := range secrets {
		s := &secrets[i]
		for _, key := range slices.Sorted(maps.Keys(s.labels)) {
			for _, other := range secrets {
				for _, k := range slices.Sorted(maps.Keys(other.labels)) {
					same := other.Namespace == s.Namespace && other.Name == s.Name && k == key
					if same || other.labels[k] != s.labels[key] || !meet(s.Clusters, other.Clusters) {
						continue
					}
					if s.Shared == nil {
						s.Shared = map[string][]string{}
					}
					s.Shared[key] = append(s.Shared[key], fmt.Sprintf("%s/%s: %s", other.Namespace, other.Name, k))
				}
			}
			slices.Sort(s.Shared[key])
			s.Shared[key] = slices.Compact(s.Shared[key])
		}
	}
}

// meet reports whether two lists have anything in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func sortSecrets(secrets []Secret) {
	order := []string{ByUser, ByGit, ByBootstrap, ByComponent}
	slices.SortStableFunc(secrets, func(a, b Secret) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.By), slices.Index(order, b.By)),
			cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Component, b.Component))
	})
}
