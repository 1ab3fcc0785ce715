package bootstrap

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// checkSecrets opens every encrypted Secret of the clusters once, before anything
// is changed: an agent tells of a wrong key late, and of a changed file not at all.
func (s *session) checkSecrets(ctx context.Context) error {
	declared := platform.AgeCredential(s.Platform.Credentials)
	if declared != nil && s.Agent.Decryption != nil {
		if _, err := s.Credentials.Read(ctx, *declared); err != nil {
			return err
		}
	}
	_, err := s.openSecrets(ctx, s.driven())
	return err
}

// ageSecret is the Secret with the key by which an agent decrypts by itself.
func (s *session) ageSecret(ctx context.Context) ([]map[string]any, error) {
	declared := platform.AgeCredential(s.Platform.Credentials)
	if declared == nil || s.Agent.Decryption == nil {
		return nil, nil
	}
	v, err := s.Credentials.Read(ctx, *declared)
	if err != nil {
		return nil, err
	}
	t := s.Agent.Decryption.Secret
	return []map[string]any{s.secret(t.Name, t, strings.NewReplacer("$identity", v.Identity))}, nil
}

// openSecrets opens the encrypted Secrets of clusters, by file.
func (s *session) openSecrets(ctx context.Context, clusters []*platform.Cluster) (map[*platform.EncryptedSecret]map[string]any, error) {
	declared := platform.AgeCredential(s.Platform.Credentials)
	out := map[*platform.EncryptedSecret]map[string]any{}
	for _, c := range clusters {
		for _, placed := range c.Secrets {
			if out[placed.EncryptedSecret] != nil {
				continue
			}
			v, err := s.Credentials.Read(ctx, *declared)
			if err != nil {
				return nil, err
			}
			object, err := openSecret(placed.EncryptedSecret, v.Identity)
			if errors.Is(err, sops.ErrKey) {
				return nil, fmt.Errorf("open %s: credential %s holds no key of those that it is encrypted for: %s", placed.File(), declared.Name, strings.Join(placed.Recipients, ", "))
			}
			if err != nil {
				return nil, fmt.Errorf("open %s: %w; restore it from Git, or make it anew with slipway secret set --replace", placed.File(), err)
			}
			out[placed.EncryptedSecret] = object
		}
	}
	return out, nil
}

// openSecret makes the object of a file. No error holds a value.
func openSecret(from *platform.EncryptedSecret, identity string) (map[string]any, error) {
	key, err := sops.ReadKey(identity)
	if err != nil {
		return nil, err
	}
	root, err := sops.Open(from.Text, key)
	if err != nil {
		return nil, err
	}
	return secretIn(root)
}

// secretIn is a Secret as bootstrap writes it, with all of its values in data.
func secretIn(root *yaml.Node) (map[string]any, error) {
	var in struct {
		Metadata struct {
			Name, Namespace     string
			Labels, Annotations map[string]string
		}
		Type      string
		Immutable *bool
		Data      map[string]any
		Text      map[string]any `yaml:"stringData"`
	}
	if root.Decode(&in) != nil {
		return nil, errors.New("it is no Secret")
	}
	data := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(in.Data)) {
		text, ok := in.Data[key].(string)
		if _, err := base64.StdEncoding.DecodeString(text); !ok || err != nil {
			return nil, fmt.Errorf("data.%s is no text in base64", key)
		}
		data[key] = text
	}
	for _, key := range slices.Sorted(maps.Keys(in.Text)) {
		text, ok := in.Text[key].(string)
		if !ok {
			return nil, fmt.Errorf("stringData.%s is no text", key)
		}
		data[key] = base64.StdEncoding.EncodeToString([]byte(text))
	}
	if in.Type == "" {
		in.Type = "Opaque"
	}
	object := secretObject(in.Metadata.Namespace, in.Metadata.Name, in.Type, in.Metadata.Labels, data)
	if len(in.Metadata.Annotations) > 0 {
		object["metadata"].(map[string]any)["annotations"] = in.Metadata.Annotations
	}
	if in.Immutable != nil {
		object["immutable"] = *in.Immutable
	}
	return object, nil
}

// writeSecrets writes the encrypted Secrets into clusters, where the agent does not
// decrypt by itself.
func (s *session) writeSecrets(ctx context.Context) (written, error) {
	if s.Agent.Decryption != nil {
		return written{}, nil
	}
	wanted := map[*platform.Cluster][]map[string]any{}
	var clusters []*platform.Cluster
	opened, err := s.openSecrets(ctx, s.driven())
	if err != nil {
		return written{}, err
	}
	for _, c := range s.driven() {
		for _, placed := range c.Secrets {
			wanted[c] = append(wanted[c], opened[placed.EncryptedSecret])
		}
		if len(c.Secrets) > 0 {
			clusters = append(clusters, c)
		}
	}
	return s.onDriven(ctx, clusters, "the Secrets of secrets/", func(ctx context.Context, c *platform.Cluster, client *kube.Client) (written, error) {
		changed, err := put(ctx, client, wanted[c])
		return written{len(wanted[c]), changed}, err
	})
}

// secretRefs are what decrypts the Secrets of a cluster there; none where
// bootstrap writes them.
func secretRefs(agent *platform.Agent, c *platform.Cluster) []kube.Ref {
	var out []kube.Ref
	if agent.Decryption == nil {
		return out
	}
	for _, unit := range c.SecretGroups() {
		r := agent.Decryption.UnitRef
		if unit == "" {
			r = agent.Decryption.Ref
		}
		out = append(out, ref(r, "$cluster", c.Name, "$unit", unit))
	}
	return out
}

// encryptedValues are those in all encrypted Secrets that a key opens, and the key.
// They are secret also where the API server would refuse them.
func encryptedValues(p *platform.Platform, identity string) []string {
	key, err := sops.ReadKey(identity)
	if err != nil {
		return nil
	}
	out := strings.Split(identity, "\n")
	for _, from := range p.Secrets {
		var in struct {
			Data map[string]any
			Text map[string]any `yaml:"stringData"`
		}
		if root, err := sops.Open(from.Text, key); err != nil || root.Decode(&in) != nil {
			continue
		}
		for _, value := range slices.Concat(slices.Collect(maps.Values(in.Data)), slices.Collect(maps.Values(in.Text))) {
			if value == nil {
				continue
			}
			out = append(out, fmt.Sprint(value))
			if plain, err := base64.StdEncoding.DecodeString(fmt.Sprint(value)); err == nil {
				out = append(out, string(plain))
			}
		}
	}
	return out
}
