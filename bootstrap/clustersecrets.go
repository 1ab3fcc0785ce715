package bootstrap

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// kubeconfigFile is what registration needs of a kubeconfig.
type kubeconfigFile struct {
	Clusters []struct {
		Name    string `yaml:"name"`
		Cluster struct {
			Server string `yaml:"server"`
			CA     string `yaml:"certificate-authority-data"`
		} `yaml:"cluster"`
	} `yaml:"clusters"`
	Users []struct {
		User struct {
			Token string `yaml:"token"`
		} `yaml:"user"`
	} `yaml:"users"`
}

// clusterSecrets registers the spokes that a provider makes itself, and for an
// agent that asks for it the agent's own cluster. For every other one the
// platform refers to a credential that somebody else keeps.
func (s *session) clusterSecrets(ctx context.Context, ui StepUI) ([]map[string]any, error) {
	var out []map[string]any
	for _, c := range s.driven() {
		if c.RunsAgent && s.Agent.RegistersSelf == nil {
			continue
		}
		p, err := newProvider(c.Provider, s.Options)
		if err != nil {
			return nil, err
		}
		if !p.simulated() {
			if c.RunsAgent && !s.keptElsewhere(c) {
				self, err := s.selfSecret(ctx, ui)
				if err != nil {
					return nil, err
				}
				out = append(out, self)
			}
			continue
		}
		access, err := p.ensure(ctx, c, ui.Waiting)
		if err != nil {
			return nil, err
		}
		var file kubeconfigFile
		if yaml.Unmarshal(access.Kubeconfig, &file) != nil || len(file.Clusters) != 1 || len(file.Users) != 1 {
			return nil, fmt.Errorf("register cluster %s: its kubeconfig does not name one cluster and one user", c.Name)
		}
		cluster := file.Clusters[0].Cluster
		if _, err := base64.StdEncoding.DecodeString(cluster.CA); err != nil {
			return nil, fmt.Errorf("register cluster %s: its certificate authority is not base64", c.Name)
		}
		out = append(out, s.clusterSecret(c.Name, cluster.Server, cluster.CA, file.Users[0].User.Token))
	}
	return out, nil
}

// clusterSecret is a cluster's credential; ca is in base64.
func (s *session) clusterSecret(name, server, ca, token string) map[string]any {
	t := s.Agent.ClusterSecret
	return s.secret(strings.ReplaceAll(t.Name, "$name", name), t,
		strings.NewReplacer("$name", name, "$server", server, "$token", token, "$ca", ca))
}
