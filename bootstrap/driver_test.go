package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestTwoPlatformsAreToldApart: by repository, by folder and by name; a root
// that an older Slipway wrote says less and is believed.
func TestTwoPlatformsAreToldApart(t *testing.T) {
	const url = "https://git.example.com/acme.git"
	p := &platform.Platform{Name: "acme"}
	p.Repository.URL, p.Repository.Path = url, "teams/acme"
	for name, tt := range map[string]struct {
		driver driver
		want   bool
	}{
		"nothing said":                {driver{}, true},
		"older":                       {driver{repository: url, folder: "teams/acme/gitops/argocd"}, true},
		"the same":                    {driver{url, "teams/acme/gitops/argocd", "acme"}, true},
		"the same, as Flux writes it": {driver{url, "./teams/acme/gitops", "acme"}, true},
		"another repository":          {driver{url + "2", "teams/acme/gitops", "acme"}, false},
		"another folder":              {driver{url, "teams/blue/gitops/argocd", "acme"}, false},
		"no folder":                   {driver{url, "gitops/argocd", "acme"}, false},
		"a folder that begins alike":  {driver{url, "teams/acme/gitops2", "acme"}, false},
		"another name":                {driver{url, "teams/acme/gitops/argocd", "blue"}, false},
	} {
		if got := tt.driver.isOf(p); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
