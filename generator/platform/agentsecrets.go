package platform

import "strings"

// SecretTemplate is a Secret's shape: keys to what they hold, where $url,
// $username, $password and $sshPrivateKey stand for the credential's parts.
type SecretTemplate struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	// Namespace is the agent's where it is empty.
	Namespace string            `json:"namespace"`
	Type      string            `json:"type"`
	Labels    map[string]string `json:"labels"`
	Data      map[string]string `json:"data"`
}

// NameOf is the name of a cluster's.
func (t SecretTemplate) NameOf(cluster string) string {
	return strings.ReplaceAll(t.Name, "$name", cluster)
}

// RandomSecret is a Secret whose keys bootstrap fills with random text once.
type RandomSecret struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Random []string          `json:"random"`
}
