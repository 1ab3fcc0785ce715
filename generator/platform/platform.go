package platform

// Platform is what an Input comes to on every cluster: the input of Render.
// Everything in it is sorted, and nothing in it changes once Load returned it.
type Platform struct {
	Name     string
	Agent    string
	Topology string
	// Shards is how many sets of the agent's controllers share the clusters out among them; 1 where there is one alone.
	Shards     int
	Delivery   string
	Profile    string
	Domain     string
	Repository Repository
	Mirrors    map[string]string
	// Credentials are what outside systems need, by reference.
	Credentials []Credential
	// Secrets are the encrypted ones of the user, by namespace, name and cluster.
	Secrets []*EncryptedSecret
	// Catalogs are where the components came from, weakest first.
	Catalogs []Catalog
	// Components are those present on at least one cluster, by name.
	Components []*Component
	// Clusters are sorted by name.
	Clusters []*Cluster
	// Rings and Groups in the user's order.
	Rings  []Ring
	Groups []Group
	// SourceRings are the rings whose clusters come from a revision of the ring's while the agent's root follows the
	// repository's branch.
	SourceRings []Ring
	// Facts are the cluster facts that values use; a placeholder's number is its index.
	Facts []Fact
	// Digests are those of the charts and published manifests that the lock knows, as sha256:<hex>.
	Digests map[Chart]string
	// Schema makes the JSON Schema of platform.yaml, for editors.
	Schema func() ([]byte, error)
	// Route is how Git reaches the agent, where it does not read Git itself.
	Route string
	// Decrypts is whether the agent opens Secrets, and so deletes those that are taken out of Git.
	Decrypts bool
	// Notes say what was decided for the user, such as an edge that was dropped.
	Notes []string
}

// Catalog names a set of components and the digest of its files.
type Catalog struct {
	Name   string
	Digest string
}

// Cluster is one target and what belongs on it.
type Cluster struct {
	Name        string
	Role        string
	Domain      string
	Server      string
	Context     string
	Provider    string
	Kind        *Kind // where the provider is kind
	Kubernetes  string
	Labels      map[string]string
	Credentials *ClusterCredentials
	// Shard is the one that serves the cluster; nil where there is one alone.
	Shard  *int
	Groups []string
	Ring   string
	// Revision is the branch or tag that the cluster's units come from.
	Revision string
	// SourceRing is the ring whose revision that is, where the agent's root follows the repository's branch; empty where
	// both are one.
	SourceRing string
	// RunsAgent is whether the GitOps agent runs on this cluster.
	RunsAgent bool
	// Simulated is whether pods on it exist as objects only, and controllers of the agent's are missing.
	Simulated bool
	// Placements are the units on this cluster, by wave and name. Clusters that
	// nothing sets apart share one slice.
	Placements []Placement
	// Secrets are the encrypted ones that belong there, by namespace and name.
	Secrets []PlacedSecret
}

// Placement is one unit on one cluster.
type Placement struct {
	Unit *Unit
	// Wave is the unit's depth in the cluster's dependency graph.
	Wave int
	// Needs names the units on this cluster that must be healthy first, sorted.
	Needs []string
}

// Variant is a component with one effective version and config.
type Variant struct {
	Component *Component
	// Name is the variant's folder: base, g-GROUP, r-RING, c-CLUSTER joined by +.
	Name    string
	Version string
	// Config is the effective config, defaults included.
	Config map[string]any
	// Units are the component itself, its parts and its -config, each waiting for the one before.
	Units []*Unit
	// Namespaces are those it writes into, its own first.
	Namespaces   []string
	ClusterKinds []GroupKind
	// TenantKinds are all that a tenant's repository may hold, where it is for one.
	TenantKinds []GroupKind
	// Secrets, Images and IgnoreDrift may depend on the config.
	Secrets     []SecretNeed
	Images      []string
	IgnoreDrift []IgnoreDrift
}

// Unit is what an agent applies at a time.
type Unit struct {
	Name    string
	Variant *Variant
	// Chart is the chart to install; nil where the unit is objects.
	Chart *Chart
	// Values are the chart's, overrides included. Strings may hold facts.
	Values map[string]any
	// Manifests are published objects to install; nil where the unit is anything else.
	Manifests *Manifests
	// Objects in the order they are written. Strings may hold facts.
	Objects []map[string]any
	// Rendered is the chart that the objects were rendered from; nil where they were not.
	Rendered *Chart
}

// ValuesFile is where the values of the unit's chart are, in the folder of its variant.
func (u *Unit) ValuesFile() string {
	if u == u.Variant.Units[0] {
		return "values.yaml"
	}
	return u.Name + ".values.yaml"
}

// Chart is a Helm chart at one version.
type Chart struct {
	Repository string `json:"repository"`
	Name       string `json:"name"`
	Version    string `json:"version"`
}

// Unit returns the placement of a unit on the cluster, false when it is not there.
func (c *Cluster) Unit(name string) (Placement, bool) {
	for _, p := range c.Placements {
		if p.Unit.Name == name {
			return p, true
		}
	}
	return Placement{}, false
}

// AgentClusters returns the clusters that run the agent, by name: the hub, or
// all of them in topology standalone.
func (p *Platform) AgentClusters() []*Cluster {
	var out []*Cluster
	for _, c := range p.Clusters {
		if c.RunsAgent {
			out = append(out, c)
		}
	}
	return out
}

// Cluster returns a cluster by name, nil when there is none.
func (p *Platform) Cluster(name string) *Cluster {
	for _, c := range p.Clusters {
		if c.Name == name {
			return c
		}
	}
	return nil
}
