package local

import (
	"os"
	"path/filepath"
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

// searchPath is the PATH of whoever asks, without what labs put there for their
// scripts: an agent that a script has started would be another process than the same
// that a person starts, and be begun anew. labs is the folder of all of them.
func searchPath(path, labs string) string {
	const separator = string(os.PathListSeparator)
	folders := slices.DeleteFunc(strings.Split(path, separator), func(dir string) bool {
		return labs != "" && strings.HasPrefix(dir, labs+string(filepath.Separator))
	})
	return strings.Join(folders, separator)
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
