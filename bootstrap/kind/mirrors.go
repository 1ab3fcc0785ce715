package kind

import (
	"fmt"
	"net/url"
	"strings"
)

// hostsFile is containerd's hosts.toml for one registry: the mirrors in their
// order, and after them the registry itself.
func hostsFile(mirrors []string) string {
	var b strings.Builder
	b.WriteString("# What slipway's platform says under kind.mirrors.\n")
	for _, mirror := range mirrors {
		fmt.Fprintf(&b, "[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", mirror)
		// containerd puts /v2 behind an address unless told that its path is whole.
		if u, err := url.Parse(mirror); err == nil && strings.Trim(u.Path, "/") != "" {
			b.WriteString("  override_path = true\n")
		}
	}
	return b.String()
}
