package bootstrap

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// pullSecrets are the Secrets by which pods on a cluster pull images: where the
// agent's pods run, and in the namespaces that a credential names. Pods name
// them by the credential's name.
func (s *session) pullSecrets(ctx context.Context, c *platform.Cluster) ([]map[string]any, error) {
	var out []map[string]any
	for _, declared := range s.Platform.Credentials {
		if declared.Kind != "pull" {
			continue
		}
		login, err := s.Credentials.Read(ctx, declared)
		if err != nil {
			return nil, err
		}
		text, err := dockerConfig(declared.URL, login.Username, login.Password)
		if err != nil {
			return nil, err
		}
		for _, namespace := range s.pullNamespaces(c, declared) {
			out = append(out, secretObject(namespace, declared.Name, "kubernetes.io/dockerconfigjson", nil,
				map[string]any{".dockerconfigjson": base64.StdEncoding.EncodeToString(text)}))
		}
	}
	return out, nil
}

// pullNamespaces are where a credential's Secret is on a cluster, sorted.
func (s *session) pullNamespaces(c *platform.Cluster, declared platform.Credential) []string {
	own := s.Agent.Traces.Driven.Namespaces
	if c == s.host {
		own = s.Agent.OwnNamespaces()
	}
	out := slices.Concat(own, declared.Namespaces)
	slices.Sort(out)
	return slices.Compact(out)
}

// dockerConfig is a registry's login as the kubelet reads it: for the host, or
// for what lies below a path of it. Docker Hub has a name of its own there.
func dockerConfig(address, username, password string) ([]byte, error) {
	registry := strings.TrimSuffix(strings.TrimPrefix(address, "oci://"), "/")
	if registry == "docker.io" {
		registry = "https://index.docker.io/v1/"
	}
	text, err := json.Marshal(map[string]any{"auths": map[string]any{registry: map[string]any{
		"username": username, "password": password, "auth": base64.StdEncoding.EncodeToString([]byte(username + ":" + password)),
	}}})
	if err != nil {
		return nil, fmt.Errorf("write docker config: %w", err)
	}
	return text, nil
}

// agentAccess makes what the agent's own pods need to start: their images, and
// certificates that they read as files. A namespace that the user named comes later.
func (s *session) agentAccess(ctx context.Context) error {
	wanted, err := s.caSecrets(ctx)
	if err != nil {
		return err
	}
	pulls, err := s.pullSecrets(ctx, s.host)
	if err != nil {
		return err
	}
	changed, err := put(ctx, s.kube, append(wanted, pulls...))
	s.written += changed
	return err
}

// drivenPullSecrets makes the Secrets of the clusters that the host drives.
func (s *session) drivenPullSecrets(ctx context.Context) (written, error) {
	wanted := map[*platform.Cluster][]map[string]any{}
	var clusters []*platform.Cluster
	for _, c := range s.driven() {
		if c == s.host {
			continue
		}
		pulls, err := s.pullSecrets(ctx, c)
		if err != nil {
			return written{}, err
		}
		if len(pulls) > 0 {
			wanted[c], clusters = pulls, append(clusters, c)
		}
	}
	return s.onDriven(ctx, clusters, "its image pull secrets", func(ctx context.Context, c *platform.Cluster, client *kube.Client) (written, error) {
		changed, err := put(ctx, client, wanted[c])
		return written{len(wanted[c]), changed}, err
	})
}

// put makes objects what they are to be, and their namespaces where these are
// not there yet. It counts what it changed.
func put(ctx context.Context, client *kube.Client, wanted []map[string]any) (changed int, err error) {
	for _, object := range wanted {
		r := kube.RefOf(object)
		if err := ensureNamespace(ctx, client, r.Namespace); err != nil {
			return changed, err
		}
		same, err := client.Unchanged(ctx, manager, object, kube.ApplyOptions{Force: true})
		if err != nil {
			return changed, err
		}
		if same {
			continue
		}
		if _, err := client.Apply(ctx, manager, []map[string]any{object}, kube.ApplyOptions{Force: true}); err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}
