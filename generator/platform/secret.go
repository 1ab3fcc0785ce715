package platform

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// SecretFolder is where the user's encrypted Secrets are.
const SecretFolder = "secrets"

// EncryptedSecret is a Secret that the user keeps encrypted in Git.
type EncryptedSecret struct {
	Namespace, Name string
	// Cluster is the one that it is for, where it differs there; empty for all.
	Cluster string
	// Keys are those of its values, and Recipients who can open it, both sorted.
	Keys, Recipients []string
	// Text is the file, as it is.
	Text []byte
}

// File is where it is in the platform's folder: secrets/NAMESPACE/NAME.yaml, or
// secrets/NAMESPACE/NAME/CLUSTER.yaml.
func (s *EncryptedSecret) File() string {
	return path.Join(SecretFolder, s.Namespace, s.Name, s.Cluster) + ".yaml"
}

// Variant tells it from those of the same name.
func (s *EncryptedSecret) Variant() string {
	if s.Cluster == "" {
		return "base"
	}
	return "c-" + s.Cluster
}

// PlacedSecret is one on a cluster. Unit makes its namespace; empty where that is
// there before any unit is.
type PlacedSecret struct {
	*EncryptedSecret
	Unit string
}

// SecretGroups are the units that make namespaces of Secrets on the cluster, "" for
// those that are there before, in order.
func (c *Cluster) SecretGroups() []string {
	var out []string
	for _, s := range c.Secrets {
		out = append(out, s.Unit)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SecretGroups are those of all clusters.
func (p *Platform) SecretGroups() []string {
	var out []string
	for _, c := range p.Clusters {
		out = append(out, c.SecretGroups()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// PlacedSecrets are those that any cluster has.
func (p *Platform) PlacedSecrets() []*EncryptedSecret {
	found := map[*EncryptedSecret]bool{}
	for _, c := range p.Clusters {
		for _, s := range c.Secrets {
			found[s.EncryptedSecret] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(p.Secrets), func(s *EncryptedSecret) bool { return !found[s] })
}

// CompareSecrets orders them by namespace, name and cluster.
func CompareSecrets(a, b *EncryptedSecret) int { return strings.Compare(a.File(), b.File()) }

var (
	dnsName   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)
	secretKey = regexp.MustCompile(`^[A-Za-z0-9._-]{1,253}$`)
)

// IsDNSName reports whether Kubernetes takes a text for a name.
func IsDNSName(text string) bool { return dnsName.MatchString(text) }

// IsSecretKey reports whether Kubernetes takes a text for the key of a Secret.
func IsSecretKey(text string) bool { return secretKey.MatchString(text) }
