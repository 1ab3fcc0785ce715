package bootstrap

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// agentSecrets makes the secrets that the agent itself needs, filled with
// random text once: what a hook of its chart would have done.
func (s *session) agentSecrets(ctx context.Context) error {
	for _, r := range s.Agent.Secrets {
		where := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: s.Agent.Namespace, Name: r.Name}
		if _, err := fillSecret(ctx, s.kube, where, r.Labels, r.Random, func(string) string { return randomText() }); err != nil {
			return err
		}
	}
	return nil
}

// fillSecret gives every key that a Secret lacks its value, and reports whether
// it lacked any. Keys that are there stay as they are.
func fillSecret(ctx context.Context, client *kube.Client, where kube.Ref, labels map[string]string, keys []string, value func(key string) string) (bool, error) {
	live, err := client.Get(ctx, where)
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		return false, err
	}
	have, _ := live["data"].(map[string]any)
	data := map[string]any{}
	for _, key := range keys {
		if have[key] == nil {
			data[key] = base64.StdEncoding.EncodeToString([]byte(value(key)))
		}
	}
	if len(data) == 0 {
		return false, nil
	}
	for _, key := range keys {
		if have[key] != nil {
			data[key] = have[key] // applying without it would remove it
		}
	}
	_, err = client.Apply(ctx, manager, []map[string]any{secretObject(where.Namespace, where.Name, "Opaque", labels, data)}, kube.ApplyOptions{Force: true})
	return true, err
}

// randomLength is how many characters a random text has: 256 bits in hexadecimal digits.
const randomLength = 64

func randomText() string {
	b := make([]byte, randomLength/2)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}
