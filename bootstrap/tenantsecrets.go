package bootstrap

import (
	"context"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// hostTenants are the tenants whose repositories an agent reads, by name.
func (s *session) hostTenants() []*platform.Tenant {
	var out []*platform.Tenant
	for _, c := range s.driven() {
		for _, t := range c.Tenants() {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	slices.SortFunc(out, func(a, b *platform.Tenant) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// tenantLogin is what a tenant's repository is read with; the zero value where
// everybody may read it.
func (s *session) tenantLogin(ctx context.Context, t *platform.Tenant) (credential.Value, error) {
	return loginFor(ctx, s.Options, s.Platform.TenantCredential(t), t.Repository.URL)
}

// tenantSecrets are those by which the agent reads the repositories of tenants.
func (s *session) tenantSecrets(ctx context.Context) ([]map[string]any, error) {
	var out []map[string]any
	for _, t := range s.hostTenants() {
		login, err := s.tenantLogin(ctx, t)
		if err != nil {
			return nil, err
		}
		ca, err := caFor(ctx, s.Options, t.Repository.URL)
		if err != nil {
			return nil, err
		}
		template := s.Agent.Tenants.Secret
		if login == (credential.Value{}) && !(tells(template, "$ca") && len(ca) > 0) {
			continue
		}
		out = append(out, s.repositorySecret(template, s.Platform.TenantCredential(t), t.Repository.URL, login, string(ca), "$tenant", t.Name))
	}
	return out, nil
}
