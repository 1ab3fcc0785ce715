package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Expiry is when a credential ends that an agent has.
type Expiry struct {
	// Name is the object's and the entry's in it.
	Name string `json:"name"`
	// Cluster is where the object is.
	Cluster string    `json:"cluster"`
	What    string    `json:"what"`
	Expires time.Time `json:"expires"`
}

// expiries look into what bootstrap made for the agent, and into the credentials
// of clusters, whoever made those.
func (s *session) expiries(ctx context.Context) ([]Expiry, error) {
	objects, err := s.credentialObjects(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[Expiry]bool{}
	for _, o := range objects {
		data, _ := o["data"].(map[string]any)
		for key, value := range data {
			text, _ := value.(string)
			if o["kind"] == "Secret" {
				decoded, _ := base64.StdEncoding.DecodeString(text)
				text = string(decoded)
			}
			for _, end := range credential.Ends(text) {
				seen[Expiry{textAt(o, "metadata.name") + "/" + key, s.host.Name, end.What, end.At}] = true
			}
		}
	}
	var out []Expiry
	for e := range seen {
		out = append(out, e)
	}
	sortExpiries(out)
	return out, nil
}

func sortExpiries(all []Expiry) {
	slices.SortFunc(all, func(a, b Expiry) int {
		return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Name, b.Name), cmp.Compare(a.What, b.What))
	})
}

// credentialObjects are read by a list of each namespace's Secrets: a fleet has
// one for every cluster. Helm's records are large and hold no credential.
func (s *session) credentialObjects(ctx context.Context) ([]map[string]any, error) {
	ofCluster := map[string]bool{}
	for _, c := range s.driven() {
		ofCluster[s.secretOf(c)] = true
	}
	var out []map[string]any
	for _, namespace := range s.Agent.OwnNamespaces() {
		err := s.kube.Each(ctx, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace},
			kube.ListOptions{Fields: "type!=helm.sh/release.v1"}, func(o map[string]any) {
				if madeByBootstrap(o) || namespace == s.Agent.Namespace && ofCluster[textAt(o, "metadata.name")] {
					out = append(out, o)
				}
			})
		if err != nil {
			return nil, err
		}
	}
	for _, t := range s.Agent.CASecrets {
		if t.Kind != "ConfigMap" {
			continue
		}
		o, err := s.kube.Get(ctx, kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: s.Agent.Namespace, Name: t.Name})
		switch {
		case err == nil:
			out = append(out, o)
		case !errors.Is(err, kube.ErrNotFound):
			return nil, err
		}
	}
	return out, nil
}

// secretOf is the name of the Secret that holds a cluster's credential.
func (s *session) secretOf(c *platform.Cluster) string {
	if c.Credentials != nil && c.Credentials.SecretRef != nil {
		return c.Credentials.SecretRef.Name
	}
	return s.Agent.ClusterSecret.NameOf(c.Name)
}
