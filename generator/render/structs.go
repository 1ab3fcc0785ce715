package render

import (
	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

// The structs below are all that templates see: a misspelt field is an error.

type platformData struct {
	Platform   *platform.Platform
	Components []componentRow
	Title      string
	Root       string
	Projects   []project
	// Charts are the files with the values of each variant's charts.
	Charts []string
	// Tenants are those on any cluster, by name.
	Tenants []*platform.Tenant
	// SourceRings are the rings whose clusters come from a revision of the ring's.
	SourceRings []platform.Ring
	// Repositories are those that charts come from and that are no OCI registries, each by one of its charts.
	Repositories []*platform.Chart
	// Secrets are those that components need, by who makes them.
	Secrets []inventory.Secret
	// Stores are those outside the clusters that hold the credentials of any, each with these properties.
	Stores     []string
	Properties []string
}

type componentRow struct {
	Name, Summary string
	Versions      []string
}

// project is what a component is allowed to do.
type project struct {
	Name, Title  string
	Repositories []string
	Namespaces   []string
	ClusterKinds []platform.GroupKind
	// TenantKinds are all that it may hold in its namespaces, where it is a tenant; empty for any.
	TenantKinds []platform.GroupKind
}

type clusterData struct {
	Platform *platform.Platform
	Root     string
	Cluster  *platform.Cluster

	placed *placedData
}

// tenantData is a tenant whatever the clusters are.
type tenantData struct {
	Platform *platform.Platform
	Tenant   *platform.Tenant
}

// ringData is a ring whose clusters come from a revision of its own.
type ringData struct {
	Platform *platform.Platform
	Root     string
	Ring     platform.Ring
}

// ownerData is a unit whatever its variants are.
type ownerData struct {
	Platform  *platform.Platform
	Root      string
	Name      string
	Component *platform.Component
	// Release is whether the unit applies an object of the agent's own, which applies the rest.
	Release bool
	// Published is whether the unit is objects that their project publishes as a whole.
	Published bool
	// Chart is one variant's; its version may be another one's only. Nil where the unit is objects.
	Chart *platform.Chart
	// Facts is whether any variant carries facts.
	Facts bool
	// Needs are the units that every cluster with this one has and needs first.
	Needs []string
	// Kinds are those of which every variant has an object that stays, as group/kind.
	Kinds map[string]bool
	// IgnoreDrift is what any variant says with JSON pointers, each once.
	IgnoreDrift []platform.IgnoreDrift
	// Simulated is whether any cluster with this unit is one whose provider runs no pods.
	Simulated bool

	a *arranger
}

// namespaceData is a namespace that components are installed into.
type namespaceData struct{ Name, PodSecurity string }

type variantData struct {
	Component *platform.Component
	Variant   *platform.Variant
	Units     []unitData
}

type unitData struct {
	Name, Component, Namespace, PodSecurity, Deletion string
	// Content changes when what the unit applies changes.
	Content     string
	Chart       *platform.Chart
	Values      string // path of the values file below gitops/
	Path        string // path of the objects below gitops/
	Facts       bool
	Inline      string
	IgnoreDrift []platform.IgnoreDrift
	// Tenant is whose namespaces it makes, where it does.
	Tenant *platform.Tenant
}

type unitFileData struct {
	Platform    *platform.Platform
	Component   *platform.Component
	Variant     *platform.Variant
	Unit        *platform.Unit
	StaticYAML  string
	ObjectsYAML string
	// Parts are the objects shared out by size.
	Parts []part
	// Digest changes when the chart or its static values do, and differs between variants.
	Digest string
	// Inline is the part of the values that carries facts, as JSON.
	Inline string
	// Patches are what is changed in published objects.
	Patches []patchData
	// ValuesYAML is all of the values, with facts where there are any.
	ValuesYAML string
	Facts      bool

	agent *platform.Agent
}
