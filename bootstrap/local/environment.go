package local

import (
	"slices"
	"strings"
)

// keepOnly returns the variables that a child gets, by their whole names or, with a * at
// the end, by their beginnings. Whatever else is set may be a credential, such as
// those that a platform takes from the environment, and a child's environment
// can be read for as long as it runs.
func keepOnly(environ []string, names ...string) []string {
	var out []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if slices.ContainsFunc(names, func(want string) bool {
			begin, open := strings.CutSuffix(want, "*")
			return name == want || open && strings.HasPrefix(name, begin)
		}) {
			out = append(out, entry)
		}
	}
	return out
}

// keeperVariables are what the keeper needs, which looks for git on PATH.
func keeperVariables() []string {
	return []string{"PATH", "HOME", "TMPDIR", "LANG", "LC_*", "TZ", "GOCOVERDIR"}
}

// goVariables are what go needs: its own settings, and how to reach modules.
func goVariables() []string {
	return []string{"PATH", "HOME", "TMPDIR", "XDG_*", "GO*", "CGO_*", "NETRC", "SSH_AUTH_SOCK", "GIT_SSH*", "SSL_CERT_FILE", "SSL_CERT_DIR",
		"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "CC", "CXX"}
}
