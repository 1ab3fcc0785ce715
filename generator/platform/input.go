// Package platform holds the types that the stages hand to each other: what a
// user wrote (Input) and what it comes to (Platform). It holds data, no work.
package platform

// Input is what a user wrote, with the defaults of the schema filled in. The
// json tags are the names in schemas/platform.cue; a test keeps them equal.
type Input struct {
	// APIVersion is what the files are written for: the current version of the format, or the one before. All else is
	// as the current one has it.
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Metadata   Metadata `json:"metadata"`
	Spec       Spec     `json:"spec"`
}

// Metadata names the platform.
type Metadata struct {
	Name string `json:"name"`
}

// Spec is the body of platform.yaml.
type Spec struct {
	Agent       string              `json:"agent"`
	Topology    string              `json:"topology"`
	Shards      int                 `json:"shards"`
	Delivery    string              `json:"delivery"`
	Profile     string              `json:"profile"`
	Domain      string              `json:"domain"`
	Repository  Repository          `json:"repository"`
	Catalogs    []string            `json:"catalogs"`
	Trust       Trust               `json:"trust"`
	Mirrors     map[string]string   `json:"mirrors"`
	Credentials []Credential        `json:"credentials"`
	Components  map[string]Settings `json:"components"`
	Groups      []Group             `json:"groups"`
	Rings       []Ring              `json:"rings"`
	Tenants     []Tenant            `json:"tenants"`
	Clusters    []ClusterInput      `json:"clusters"`
}

// Trust is who is believed to have made what comes from elsewhere.
type Trust struct {
	Catalogs []CatalogTrust `json:"catalogs"`
}

// CatalogTrust is whose signatures the catalogs below an address need.
type CatalogTrust struct {
	Prefix   string   `json:"prefix"`
	Keys     []string `json:"keys"`
	Unsigned string   `json:"unsigned"`
}

// Repository is where the agent reads.
type Repository struct {
	URL    string `json:"url"`
	Branch string `json:"branch"`
	Path   string `json:"path"`
	Forge  *Forge `json:"forge"`
}

// Forge is where the repository is served, beyond what Git says of it.
type Forge struct {
	Kind       string `json:"kind"`
	API        string `json:"api"`
	Create     bool   `json:"create"`
	DeployKeys bool   `json:"deployKeys"`
}

// Settings is what one level says of a component. Enabled is nil where the
// level does not say; being named enables.
type Settings struct {
	Enabled *bool          `json:"enabled"`
	Version string         `json:"version"`
	Config  map[string]any `json:"config"`
}

// Group gives settings to the clusters that carry all labels of Match.
type Group struct {
	Name       string              `json:"name"`
	Match      map[string]string   `json:"match"`
	Components map[string]Settings `json:"components"`
}

// Matches reports whether labels are among others, as groups, rings and tenants choose clusters.
func Matches(match, labels map[string]string) bool {
	for k, v := range match {
		if have, ok := labels[k]; !ok || have != v {
			return false
		}
	}
	return true
}

// Ring is a rollout stage with its own version pins.
type Ring struct {
	Name     string            `json:"name"`
	Match    map[string]string `json:"match"`
	Versions map[string]string `json:"versions"`
	// Revision is the branch or tag that the ring's clusters follow; empty for the repository's branch.
	Revision string `json:"revision"`
	// MaxUpdate is how many of its clusters change at a time: a number, a percentage such as "10%", or nil for all.
	MaxUpdate any `json:"maxUpdate"`
}

// ClusterInput is one cluster as written.
type ClusterInput struct {
	Name        string              `json:"name"`
	Role        string              `json:"role"`
	Labels      map[string]string   `json:"labels"`
	Domain      string              `json:"domain"`
	Server      string              `json:"server"`
	Context     string              `json:"context"`
	Provider    string              `json:"provider"`
	Kind        *Kind               `json:"kind"`
	Kubernetes  string              `json:"kubernetes"`
	Credentials *ClusterCredentials `json:"credentials"`
	Shard       *int                `json:"shard"`
	Components  map[string]Settings `json:"components"`
}

// ClusterCredentials says where the agent finds a cluster's credential.
type ClusterCredentials struct {
	SecretRef      *SecretRef      `json:"secretRef"`
	ExternalSecret *ExternalSecret `json:"externalSecret"`
}

// SecretRef names a Secret in the agent's namespace.
type SecretRef struct {
	Name string `json:"name"`
}

// ExternalSecret names an entry of an external store.
type ExternalSecret struct {
	Store string `json:"store"`
	Key   string `json:"key"`
}
