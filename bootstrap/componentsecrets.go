package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// componentSecrets makes what components say that bootstrap makes: random text
// that belongs in no repository.
func (s *session) componentSecrets(ctx context.Context) (written, error) {
	needs := map[*platform.Cluster][]platform.SecretNeed{}
	var clusters []*platform.Cluster
	for _, c := range s.driven() {
		if needs[c] = secretNeeds(c, s.Agent); len(needs[c]) > 0 {
			clusters = append(clusters, c)
		}
	}
	return s.onDriven(ctx, clusters, "its secrets", func(ctx context.Context, c *platform.Cluster, client *kube.Client) (out written, err error) {
		known, err := sharedValues(ctx, client, needs[c])
		if err != nil {
			return out, err
		}
		for _, n := range needs[c] {
			made, err := fillNeed(ctx, client, n, known)
			if err != nil {
				return out, err
			}
			out.needed++
			if made {
				out.changed++
			}
		}
		return out, nil
	})
}

// secretNeeds are the secrets on a cluster that bootstrap makes, less those
// without which the agent does not start, which were needed earlier.
func secretNeeds(c *platform.Cluster, agent *platform.Agent) []platform.SecretNeed {
	var out []platform.SecretNeed
	for _, p := range c.Placements {
		v := p.Unit.Variant
		if slices.Index(v.Units, p.Unit) > 0 {
			continue
		}
		for _, n := range v.Secrets {
			made := v.Component.Name == agent.Component && slices.ContainsFunc(agent.Secrets, func(s platform.RandomSecret) bool { return s.Name == n.Name })
			if n.By == "bootstrap" && !made {
				if n.Namespace == "" {
					n.Namespace = v.Component.Namespace
				}
				out = append(out, n)
			}
		}
	}
	return out
}

// sharedValues are the values that several Secrets of a cluster are to hold,
// by what they call them, as far as one of them holds it already.
func sharedValues(ctx context.Context, client *kube.Client, needs []platform.SecretNeed) (map[string]string, error) {
	known := map[string]string{}
	for _, n := range needs {
		if len(n.Shared) == 0 {
			continue
		}
		live, err := client.Get(ctx, secretOf(n))
		if errors.Is(err, kube.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		data, _ := live["data"].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(n.Shared)) {
			text, _ := data[key].(string)
			value, err := base64.StdEncoding.DecodeString(text)
			if name := n.Shared[key]; err == nil && known[name] == "" {
				known[name] = string(value)
			}
		}
	}
	return known, nil
}

// fillNeed makes a secret's namespace first: the component that will own it is
// not there yet. What other Secrets hold too is taken from known, or put there.
func fillNeed(ctx context.Context, client *kube.Client, n platform.SecretNeed, known map[string]string) (bool, error) {
	if err := ensureNamespace(ctx, client, n.Namespace); err != nil {
		return false, err
	}
	return fillSecret(ctx, client, secretOf(n), n.Labels, n.Keys, func(key string) string {
		name := n.Shared[key]
		value := known[name]
		if name == "" || value == "" {
			value = randomText()[:cmp.Or(n.Length[key], randomLength)]
		}
		if name != "" {
			known[name] = value
		}
		return value
	})
}

func secretOf(n platform.SecretNeed) kube.Ref {
	return kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: n.Namespace, Name: n.Name}
}

// ensureNamespace makes a namespace that is not there.
func ensureNamespace(ctx context.Context, client *kube.Client, name string) error {
	there, err := client.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: name})
	if err != nil || there {
		return err
	}
	object := map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}
	_, err = client.Apply(ctx, manager, []map[string]any{object}, kube.ApplyOptions{})
	return err
}
