package bootstrap

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// manager owns the fields of what only bootstrap writes: credentials.
const manager = "slipway"

// credential is a credential's value. It never goes into an error or a log.
type credential struct{ Username, Password, SSHKey, KnownHosts string }

func (c credential) auth() git.Auth {
	return git.Auth{Username: c.Username, Password: c.Password, SSHKey: []byte(c.SSHKey), KnownHosts: []byte(c.KnownHosts)}
}

// gitCredential finds the credential that the platform declares for its
// repository; the zero value when it declares none.
func gitCredential(opts Options) (credential, error) {
	if c := opts.Platform.GitCredential(); c != nil {
		return readCredential(*c, opts)
	}
	return credential{}, nil
}

// readCredential reads a credential's value from where the platform says it is.
func readCredential(c platform.Credential, opts Options) (credential, error) {
	var auth credential
	if e := c.From.Env; e != nil {
		for _, v := range []struct {
			name string
			into *string
		}{{e.Username, &auth.Username}, {e.Password, &auth.Password}, {e.SSHPrivateKey, &auth.SSHKey}} {
			if v.name == "" {
				continue
			}
			if *v.into = opts.Getenv(v.name); *v.into == "" {
				return auth, fmt.Errorf("credential %s: the environment variable %s is not set", c.Name, v.name)
			}
		}
	}
	if f := c.From.File; f != nil {
		for _, v := range []struct {
			name string
			into *string
		}{{f.Username, &auth.Username}, {f.Password, &auth.Password}, {f.SSHPrivateKey, &auth.SSHKey}, {f.KnownHosts, &auth.KnownHosts}} {
			if v.name == "" {
				continue
			}
			if !filepath.IsAbs(v.name) {
				v.name = filepath.Join(opts.Dir, v.name)
			}
			data, err := os.ReadFile(v.name)
			if err != nil {
				return auth, fmt.Errorf("credential %s: %w", c.Name, err)
			}
			*v.into = strings.TrimSuffix(string(data), "\n")
		}
	}
	return auth, nil
}

// ensureCredentials makes what the repository only refers to: the secrets of
// Git and of chart repositories, and those of clusters that the provider made.
func ensureCredentials(ctx context.Context, s *session, ui StepUI) (string, error) {
	var wanted []map[string]any
	if s.credential != (credential{}) {
		wanted = append(wanted, s.gitSecret())
	}
	charts, err := s.chartSecrets()
	if err != nil {
		return "", err
	}
	wanted = append(wanted, charts...)
	clusters, err := s.clusterSecrets(ctx, ui)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, clusters...)
	changed := 0
	for _, secret := range wanted {
		live, err := s.kube.Get(ctx, kube.RefOf(secret))
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return "", err
		}
		if err == nil && contains(live, secret) {
			continue
		}
		if _, err := s.kube.Apply(ctx, manager, []map[string]any{secret}, kube.ApplyOptions{Force: true}); err != nil {
			return "", err
		}
		changed++
	}
	needed, filled, err := s.componentSecrets(ctx)
	if err != nil {
		return "", err
	}
	changed += filled
	switch total := len(wanted) + needed; {
	case total == 0:
		return "none are declared", nil
	case changed == 0:
		return "up to date", nil
	default:
		return fmt.Sprintf("%d of %d written", changed, total), nil
	}
}

func (s *session) gitSecret() map[string]any {
	t := s.Agent.GitSecret
	return s.secret(t.Name, t, strings.NewReplacer("$url", s.Platform.Repository.URL, "$username", s.credential.Username,
		"$password", s.credential.Password, "$sshPrivateKey", s.credential.SSHKey, "$knownHosts", s.credential.KnownHosts))
}

// secret fills in a template; keys that come out empty are left out.
func (s *session) secret(name string, t platform.SecretTemplate, values *strings.Replacer) map[string]any {
	data := map[string]any{}
	for key, text := range t.Data {
		if value := values.Replace(text); value != "" {
			data[key] = base64.StdEncoding.EncodeToString([]byte(value))
		}
	}
	return secretObject(cmp.Or(t.Namespace, s.Agent.Namespace), name, t.Type, t.Labels, data)
}

func secretObject(namespace, name, kind string, labels map[string]string, data map[string]any) map[string]any {
	l := map[string]any{"app.kubernetes.io/managed-by": "slipway"}
	for k, v := range labels {
		l[k] = v
	}
	return map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": kind,
		"metadata": map[string]any{"name": name, "namespace": namespace, "labels": l},
		"data":     data,
	}
}

// madeByBootstrap reports whether an object has the label of what bootstrap makes.
func madeByBootstrap(obj map[string]any) bool {
	labels, _ := at(obj, "metadata.labels").(map[string]any)
	return labels["app.kubernetes.io/managed-by"] == "slipway"
}

// agentSecrets makes the secrets that the agent itself needs, filled with
// random text once: what a hook of its chart would have done.
func (s *session) agentSecrets(ctx context.Context) error {
	for _, r := range s.Agent.Secrets {
		where := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: s.Agent.Namespace, Name: r.Name}
		if _, err := fillSecret(ctx, s.kube, where, r.Labels, r.Random); err != nil {
			return err
		}
	}
	return nil
}

// fillSecret gives every key that a Secret lacks random text, and reports
// whether it lacked any. Keys that are there stay as they are.
func fillSecret(ctx context.Context, client *kube.Client, where kube.Ref, labels map[string]string, keys []string) (bool, error) {
	live, err := client.Get(ctx, where)
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		return false, err
	}
	have, _ := live["data"].(map[string]any)
	data := map[string]any{}
	for _, key := range keys {
		if have[key] == nil {
			data[key] = base64.StdEncoding.EncodeToString([]byte(randomText()))
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

func randomText() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}
