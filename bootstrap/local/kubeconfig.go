package local

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v3"
)

type named map[string]any

// kubeconfig is a file that needs no other file.
func kubeconfig(cluster, server, token string, ca []byte) ([]byte, error) {
	return yaml.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": cluster,
		"clusters": []named{{"name": cluster, "cluster": named{"server": server, "certificate-authority-data": encoded(ca)}}},
		"users":    []named{{"name": cluster, "user": named{"token": token}}},
		"contexts": []named{{"name": cluster, "context": named{"cluster": cluster, "user": cluster}}},
	})
}

// inNamespace copies a kubeconfig with another default namespace: controllers
// that run outside a cluster take theirs from it.
func inNamespace(from, to, namespace string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("read kubeconfig: %w", err)
	}
	var config struct {
		Contexts []struct {
			Name    string         `yaml:"name"`
			Context map[string]any `yaml:"context"`
		} `yaml:"contexts"`
		Rest map[string]any `yaml:",inline"`
	}
	if yaml.Unmarshal(data, &config) != nil { // its error could quote the token
		return fmt.Errorf("read kubeconfig %s: it is not YAML of that kind", from)
	}
	for _, entry := range config.Contexts {
		entry.Context["namespace"] = namespace
	}
	out, err := yaml.Marshal(config)
	if err != nil {
		return fmt.Errorf("write kubeconfig: %w", err)
	}
	return WritePrivate(to, out)
}
