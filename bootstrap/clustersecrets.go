package bootstrap

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
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

// registration is by what an agent elsewhere reaches a cluster; ca is in base64.
type registration struct{ server, ca, token string }

// registrationIn reads one from the kubeconfig of a single cluster and user.
func registrationIn(cluster string, kubeconfig []byte) (*registration, error) {
	var file kubeconfigFile
	if yaml.Unmarshal(kubeconfig, &file) != nil || len(file.Clusters) != 1 || len(file.Users) != 1 {
		return nil, fmt.Errorf("register cluster %s: its kubeconfig does not name one cluster and one user", cluster)
	}
	in := file.Clusters[0].Cluster
	if _, err := base64.StdEncoding.DecodeString(in.CA); err != nil {
		return nil, fmt.Errorf("register cluster %s: its certificate authority is not base64", cluster)
	}
	return &registration{server: in.Server, ca: in.CA, token: file.Users[0].User.Token}, nil
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
		reg, err := s.registration(ctx, c, ui)
		if err != nil {
			return nil, err
		}
		if reg != nil {
			out = append(out, s.clusterSecret(c.Name, *reg))
		}
	}
	return out, nil
}

func (s *session) registration(ctx context.Context, c *platform.Cluster, ui StepUI) (*registration, error) {
	p, err := newProvider(c.Provider, s.Options)
	switch {
	case err != nil:
		return nil, err
	case p.simulated():
		return p.register(ctx, c, ui.Waiting)
	case s.keptElsewhere(c):
		return nil, nil
	case c.RunsAgent:
		return s.selfRegistration(ctx, ui)
	}
	return p.register(ctx, c, ui.Waiting)
}

// clusterSecret is a cluster's credential.
func (s *session) clusterSecret(name string, reg registration) map[string]any {
	t := s.Agent.ClusterSecret
	return s.secret(strings.ReplaceAll(t.Name, "$name", name), t,
		strings.NewReplacer("$name", name, "$server", reg.server, "$token", reg.token, "$ca", reg.ca))
}
