package bootstrap

import (
	"net"
	"net/url"
	"slices"
	"strings"
)

// plainChartSecrets tell the agent of chart registries on loopback, which
// speak plain http: those of labs and tests. Every other registry speaks https.
func (s *session) plainChartSecrets() []map[string]any {
	var repositories []string
	for _, c := range s.Platform.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil && onLoopback(u.Chart.Repository) {
					repositories = append(repositories, u.Chart.Repository)
				}
			}
		}
	}
	slices.Sort(repositories)
	var out []map[string]any
	for _, r := range slices.Compact(repositories) {
		address := strings.TrimPrefix(r, "oci://")
		name := strings.NewReplacer(":", "-", "/", "-").Replace(address)
		t := s.Agent.PlainCharts
		out = append(out, s.secret(strings.ReplaceAll(t.Name, "$name", name), t, strings.NewReplacer("$name", name, "$url", address)))
	}
	return out
}

// onLoopback reports whether an OCI repository is on this machine.
func onLoopback(repository string) bool {
	u, err := url.Parse(repository)
	if err != nil || u.Scheme != "oci" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
}
