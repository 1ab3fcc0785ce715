package bootstrap

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// chartSecrets are what the agent needs to read chart repositories: the
// credentials that the platform declares, and that a registry on this machine
// speaks plain HTTP.
func (s *session) chartSecrets() ([]map[string]any, error) {
	var out []map[string]any
	for _, repository := range chartRepositories(s.Platform) {
		var login credential
		declared := false
		for _, c := range s.Platform.Credentials {
			if (c.Kind == "helm" || c.Kind == "oci") && strings.HasPrefix(repository, c.URL) {
				var err error
				if login, err = readCredential(c, s.Options); err != nil {
					return nil, err
				}
				declared = true
				break
			}
		}
		address, oci := strings.CutPrefix(repository, "oci://")
		plain := oci && onLoopback(repository)
		if !declared && !plain {
			continue
		}
		sum := sha256.Sum256([]byte(repository))
		name := hex.EncodeToString(sum[:5])
		t := s.Agent.ChartSecret
		out = append(out, s.secret(strings.ReplaceAll(t.Name, "$name", name), t, strings.NewReplacer("$name", name, "$url", address,
			"$username", login.Username, "$password", login.Password, "$oci", onlyTrue(oci), "$plainHTTP", onlyTrue(plain))))
	}
	return out, nil
}

// chartRepositories lists those that any unit's chart comes from, sorted.
func chartRepositories(p *platform.Platform) []string {
	all := map[string]bool{}
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil {
					all[u.Chart.Repository] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func onLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
}

// onlyTrue writes nothing for false: keys without a value are left out.
func onlyTrue(b bool) string {
	if b {
		return "true"
	}
	return ""
}
