package platform

import "slices"

// Component is a catalog entry as its component.cue declares it, without what
// depends on a cluster. The json tags are the names in schemas/component.cue.
type Component struct {
	Name        string                    `json:"name"`
	Title       string                    `json:"title"`
	Summary     string                    `json:"summary"`
	Category    string                    `json:"category"`
	Homepage    string                    `json:"homepage"`
	License     string                    `json:"license"`
	Source      Source                    `json:"source"`
	Namespace   string                    `json:"namespace"`
	PodSecurity string                    `json:"podSecurity"`
	Provides    []string                  `json:"provides"`
	Requires    []string                  `json:"requires"`
	Uses        []string                  `json:"uses"`
	Reads       []string                  `json:"reads"`
	Conflicts   []string                  `json:"conflicts"`
	Exclusive   []string                  `json:"exclusive"`
	PerCluster  bool                      `json:"perCluster"`
	ForTenants  bool                      `json:"forTenants"`
	Profiles    map[string]map[string]any `json:"profiles"`
	CRDs        string                    `json:"crds"`
	Health      []Health                  `json:"health"`
	IgnoreDrift []IgnoreDrift             `json:"ignoreDrift"`
	Deletion    string                    `json:"deletion"`
	Secrets     []SecretNeed              `json:"secrets"`
	Images      []string                  `json:"images"`
	Footprint   map[string]Footprint      `json:"footprint"`
	Init        Init                      `json:"init"`
	// Example are settings with what only the user can know, for trials.
	Example map[string]any `json:"example"`
	// Accepted are findings of lint that stand, by how they begin, and why.
	Accepted map[string]string `json:"accepted"`
	// NetworkPolicy is who makes NetworkPolicies for its pods: chart, resources or none.
	NetworkPolicy string `json:"networkPolicy"`
	// Upgrades are what people must know before they move to a version, by version.
	Upgrades map[string]Upgrade `json:"upgrades"`

	// Parts are the names of its further charts, in their order.
	Parts []string `json:"parts,omitempty"`
	// PinnedImages are the names of images whose versions its files pin besides that of its source.
	PinnedImages []string `json:"-"`
	// Catalog is the catalog it came from.
	Catalog string `json:"-"`
	// Local is whether it declares objects for provider local.
	Local bool `json:"-"`
	// Tenant is whose namespaces it is for; nil for every other component.
	Tenant *Tenant `json:"-"`
	// Variants are those in use, by name.
	Variants []*Variant `json:"-"`
}

// PartUnit is the name of the unit that a part is.
func (c *Component) PartUnit(part string) string { return c.Name + "-" + part }

// Connections are the capabilities whose presence may change what it comes to.
func (c *Component) Connections() []string {
	return slices.Concat(c.Uses, c.Requires, c.Reads)
}

// Source says where the objects come from; exactly one is set.
type Source struct {
	Chart     *Chart           `json:"chart"`
	Manifests *ManifestsSource `json:"manifests"`
	Files     *FilesSource     `json:"files"`
}

// FilesSource is objects that live in the catalog itself.
type FilesSource struct {
	Version string `json:"version"`
}

// Version is the catalog's pin.
func (s Source) Version() string {
	if s.Chart != nil {
		return s.Chart.Version
	}
	if s.Manifests != nil {
		return s.Manifests.Version
	}
	if s.Files != nil {
		return s.Files.Version
	}
	return ""
}

// Health is a condition by which a kind counts as healthy.
type Health struct {
	Group     string `json:"group"`
	Version   string `json:"version"`
	Kind      string `json:"kind"`
	Condition string `json:"condition"`
	Status    string `json:"status"`
}

// IgnoreDrift names fields that others write.
type IgnoreDrift struct {
	Group        string   `json:"group"`
	Kind         string   `json:"kind"`
	Name         string   `json:"name"`
	Namespace    string   `json:"namespace"`
	JSONPointers []string `json:"jsonPointers"`
	JQPaths      []string `json:"jqPaths"`
}

// SecretNeed is a Secret that must exist, and who makes it.
type SecretNeed struct {
	Name      string   `json:"name"`
	Namespace string   `json:"namespace"`
	Keys      []string `json:"keys"`
	By        string   `json:"by"`
	Why       string   `json:"why"`
	// Shared are the keys whose value other Secrets hold too, and what they call it.
	Shared map[string]string `json:"shared,omitempty"`
	// Length is how many characters a random value has, by key; 64 where nothing is said.
	Length map[string]int    `json:"length,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
}

// Footprint is what a component asks of a cluster, as Kubernetes quantities.
type Footprint struct {
	CPU    string `json:"cpu"`
	Memory string `json:"memory"`
}

// Upgrade is what changes with a version.
type Upgrade struct {
	// Breaking is whether something must be done, or stops working.
	Breaking bool   `json:"breaking"`
	Notes    string `json:"notes"`
}

// Init is what a new platform is proposed of a component.
type Init struct {
	// Chosen is whether it is there where the user does not say otherwise.
	Chosen bool `json:"chosen"`
	// Proposed are the capabilities that it is the first choice for.
	Proposed []string `json:"proposed"`
	// Ask are settings that are asked for although they have a default.
	Ask []string `json:"ask"`
}

// GroupKind is a kind without its version.
type GroupKind struct {
	Group string `json:"group"`
	Kind  string `json:"kind"`
}

// ConfigField is one setting of a component, for those who read about it.
type ConfigField struct {
	Path string `json:"path"`
	// Type is what it may be, in words, and Values are all that it may be where those are a few.
	Type     string   `json:"type,omitempty"`
	Values   []string `json:"values,omitempty"`
	Doc      string   `json:"doc"`
	Default  string   `json:"default,omitempty"`
	Required bool     `json:"required,omitempty"`
}
