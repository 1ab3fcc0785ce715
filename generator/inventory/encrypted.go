package inventory

import (
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// encrypted adds the Secrets that the user keeps encrypted in Git. Those that a
// component expects of the user are that component's; placed tells of clusters.
func encrypted(p *platform.Platform, secrets []Secret, placed bool) []Secret {
	for _, s := range p.PlacedSecrets() {
		on := clustersWith(p, s)
		if !placed {
			on = nil
		}
		expected := slices.IndexFunc(secrets, func(n Secret) bool {
			return n.By == ByUser && n.Namespace == s.Namespace && n.Name == s.Name && !slices.ContainsFunc(n.Clusters, func(c string) bool { return !slices.Contains(on, c) })
		})
		if expected >= 0 {
			secrets[expected].By = ByGit
			continue
		}
		secrets = append(secrets, Secret{Namespace: s.Namespace, Name: s.Name, Keys: append([]string{}, s.Keys...), By: ByGit, Why: s.File(), Clusters: on})
	}
	sortSecrets(secrets)
	return secrets
}

// clustersWith are the clusters that have a file's Secret.
func clustersWith(p *platform.Platform, s *platform.EncryptedSecret) []string {
	var out []string
	for _, c := range p.Clusters {
		if slices.ContainsFunc(c.Secrets, func(on platform.PlacedSecret) bool { return on.EncryptedSecret == s }) {
			out = append(out, c.Name)
		}
	}
	return out
}
