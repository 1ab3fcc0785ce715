package bootstrap

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
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

// serverIn is the address in a kubeconfig.
func serverIn(cluster string, kubeconfig []byte) (string, error) {
	reg, err := registrationIn(cluster, kubeconfig)
	if err != nil {
		return "", err
	}
	return reg.server, nil
}

// clusterSecrets registers the spokes that this machine reaches, and for an
// agent that asks for it the agent's own cluster. For every other one somebody
// else keeps the credential, whether the platform refers to it or not. Anew are those
// whose credential tells of another cluster.
func (s *session) clusterSecrets(ctx context.Context, ui StepUI) (secrets []map[string]any, anew []*platform.Cluster, err error) {
	enrolments, err := s.enrol(ctx, ui)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range enrolments {
		if e.registration == nil {
			continue
		}
		secrets = append(secrets, s.clusterSecret(e.cluster, *e.registration))
		if e.madeAnew() {
			anew = append(anew, e.cluster)
		}
	}
	return secrets, anew, nil
}

// isLoopback reports whether an address leads whoever uses it to itself.
func isLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// clusterSecret is a cluster's credential.
func (s *session) clusterSecret(c *platform.Cluster, reg registration) map[string]any {
	t, shard := s.Agent.ClusterSecret, ""
	if c.Shard != nil {
		shard = strconv.Itoa(*c.Shard)
	}
	return s.secret(strings.ReplaceAll(t.Name, "$name", c.Name), t,
		strings.NewReplacer("$name", c.Name, "$server", reg.server, "$token", reg.token, "$ca", reg.ca, "$shard", shard))
}
