package compare

import (
	"crypto/sha256"
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
)

// platformFields are the settings of a platform that reach a cluster in other
// ways than by its units, and those that explain much: agent, root, profile.
func platformFields(p *platform.Platform) map[string]any {
	rings := []any{}
	for _, r := range p.Rings {
		rings = append(rings, given(map[string]any{"name": r.Name, "revision": r.Revision, "maxUpdate": r.MaxUpdate}))
	}
	catalogs := []any{}
	for _, c := range p.Catalogs {
		catalogs = append(catalogs, c.Name)
	}
	var shards any // nobody says that there is one alone
	if p.Shards > 1 {
		shards = p.Shards
	}
	return given(map[string]any{
		"name": p.Name, "shards": shards, "agent": p.Agent, "topology": p.Topology, "delivery": p.Delivery, "profile": p.Profile, "domain": p.Domain,
		"repository": given(map[string]any{"url": p.Repository.URL, "branch": p.Repository.Branch, "path": p.Repository.Path}),
		"mirrors":    texts(p.Mirrors), "rings": rings, "catalogs": catalogs,
	})
}

// clusterFields are a cluster's properties.
func clusterFields(c *platform.Cluster) map[string]any {
	out := map[string]any{
		"role": c.Role, "domain": c.Domain, "server": c.Server, "context": c.Context, "provider": c.Provider,
		"kubernetes": c.Kubernetes, "ring": c.Ring, "revision": c.Revision, "labels": texts(c.Labels), "secrets": secretFields(c),
	}
	out["groups"] = words(c.Groups)
	if c.Shard != nil {
		out["shard"] = *c.Shard
	}
	if c.Credentials != nil && c.Credentials.SecretRef != nil {
		out["secretRef"] = c.Credentials.SecretRef.Name
	}
	if c.Credentials != nil && c.Credentials.ExternalSecret != nil {
		out["externalSecret"] = map[string]any{"store": c.Credentials.ExternalSecret.Store, "key": c.Credentials.ExternalSecret.Key}
	}
	return given(out)
}

// secretFields tell which encrypted Secrets a cluster has, and when a file is
// another one. Nothing is opened: what was encrypted anew is another, too.
func secretFields(c *platform.Cluster) map[string]any {
	out := make(map[string]any, len(c.Secrets))
	for _, s := range c.Secrets {
		out[s.Namespace+"/"+s.Name] = fmt.Sprintf("%s sha256:%.4x", s.File(), sha256.Sum256(s.Text))
	}
	return out
}

// given leaves out what nobody said.
func given(m map[string]any) map[string]any {
	for k, v := range m {
		if v == nil || v == "" {
			delete(m, k)
		}
	}
	return m
}

func texts(m map[string]string) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
