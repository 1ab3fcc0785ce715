package platform

import (
	"slices"
	"strings"
)

// Tenant is a team whose repository is applied in namespaces of its own, as it
// was written; Namespaces are never empty once it was loaded.
type Tenant struct {
	Name       string           `json:"name"`
	Repository TenantRepository `json:"repository"`
	Namespaces []string         `json:"namespaces"`
	// Clusters are the labels of those that it is on; empty for all.
	Clusters map[string]string `json:"clusters"`
	// Quota holds whole numbers and Kubernetes' quantities.
	Quota       map[string]any `json:"quota"`
	Network     string         `json:"network"`
	PodSecurity string         `json:"podSecurity"`
	Kinds       []TenantKind   `json:"kinds"`
}

// TenantRepository is where a tenant's objects come from.
type TenantRepository struct {
	URL    string `json:"url"`
	Branch string `json:"branch"`
	Path   string `json:"path"`
	// Credential names one of the platform's; empty where everybody may read it.
	Credential string `json:"credential"`
}

// String says all by which an agent finds the objects; an address holds no secret.
func (r TenantRepository) String() string {
	return strings.TrimSpace(r.URL + " " + r.Branch + " " + r.Path)
}

// TenantKind is a kind that a tenant's repository may hold, and its name in addresses.
type TenantKind struct {
	Group    string `json:"group"`
	Kind     string `json:"kind"`
	Resource string `json:"resource"`
}

// Component is the name of what gives the tenant its namespaces, and of its unit.
func (t *Tenant) Component() string { return "tenant-" + t.Name }

// Tenants are those on the cluster, by name.
func (c *Cluster) Tenants() []*Tenant {
	var out []*Tenant
	for _, p := range c.Placements {
		if t := p.Unit.Variant.Component.Tenant; t != nil && p.Unit == p.Unit.Variant.Units[0] {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b *Tenant) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Tenants are those on any cluster, by name.
func (p *Platform) Tenants() []*Tenant {
	var out []*Tenant
	for _, c := range p.Components {
		if c.Tenant != nil {
			out = append(out, c.Tenant)
		}
	}
	return out
}

// TenantCredential is the credential that a tenant's repository is read with,
// nil where it names none.
func (p *Platform) TenantCredential(t *Tenant) *Credential {
	i := slices.IndexFunc(p.Credentials, func(c Credential) bool { return c.Name == t.Repository.Credential })
	if i < 0 {
		return nil
	}
	return &p.Credentials[i]
}

// NeedsTenantSecret reports whether the agent reads a tenant's repository with a Secret.
func (p *Platform) NeedsTenantSecret(t *Tenant) bool {
	return t.Repository.Credential != "" || p.CA(t.Repository.URL) != nil
}
