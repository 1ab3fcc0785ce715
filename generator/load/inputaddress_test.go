package load

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestGitAddresses are what the forges offer to copy, and what people make of it. One spelling is taken: Flux knows no other,
// and that a cluster is driven from this repository is told by comparing it.
func TestGitAddresses(t *testing.T) {
	const platform = "apiVersion: slipway.dev/v1alpha1\nkind: Platform\nmetadata: {name: acme}\nspec:\n" +
		"  agent: argocd\n  domain: platform.example.com\n  repository: {url: \"ADDRESS\"}\n  clusters: [{name: one}]\n"
	tests := []struct {
		forge, address, write string // nothing to write: it is taken as it is; "-": there is nothing to propose
	}{
		{"GitHub", "https://github.com/acme/platform.git", ""},
		{"GitHub", "https://github.com/acme/platform", ""},
		{"GitHub", "git@github.com:acme/platform.git", "ssh://git@github.com/acme/platform.git"},
		{"GitHub, port 443", "ssh://git@ssh.github.com:443/acme/platform.git", ""},
		{"GitHub, token inside", "https://ghp_secret@github.com/acme/platform.git", "https://github.com/acme/platform.git"},
		{"GitHub, user and token inside", "https://ann:ghp_secret@github.com/acme/platform.git", "https://github.com/acme/platform.git"},
		{"GitLab, subgroups", "https://gitlab.com/acme/infra/eu/platform.git", ""},
		{"GitLab, subgroups", "git@gitlab.example.com:acme/infra/platform.git", "ssh://git@gitlab.example.com/acme/infra/platform.git"},
		{"Gitea, with a port", "ssh://git@git.example.com:2222/acme/platform.git", ""},
		{"Forgejo", "git@codeberg.org:acme/platform.git", "ssh://git@codeberg.org/acme/platform.git"},
		{"Bitbucket", "https://ann@bitbucket.org/acme/platform.git", "https://bitbucket.org/acme/platform.git"},
		{"Bitbucket", "git@bitbucket.org:acme/platform.git", "ssh://git@bitbucket.org/acme/platform.git"},
		{"Bitbucket Data Center", "https://git.example.com/scm/acme/platform.git", ""},
		{"Bitbucket Data Center", "ssh://git@git.example.com:7999/acme/platform.git", ""},
		{"Azure", "https://dev.azure.com/acme/infra/_git/platform", ""},
		{"Azure, as it is shown", "https://acme@dev.azure.com/acme/infra/_git/platform", "https://dev.azure.com/acme/infra/_git/platform"},
		{"Azure, a space", "https://acme@dev.azure.com/acme/my project/_git/platform", "https://dev.azure.com/acme/my%20project/_git/platform"},
		{"Azure", "git@ssh.dev.azure.com:v3/acme/infra/platform", "ssh://git@ssh.dev.azure.com/v3/acme/infra/platform"},
		{"Azure, older", "https://acme.visualstudio.com/infra/_git/platform", ""},
		{"AWS", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/platform", ""},
		{"an address of its own", "http://127.0.0.1:3000/acme.git", ""},
		{"IPv6", "ssh://git@[2001:db8::1]:2222/acme.git", ""},
		{"no user", "ssh://git.example.com/acme.git", ""},
		{"two forms in one", "ssh://git@github.com:acme/platform.git", "ssh://git@github.com/acme/platform.git"},
		{"two forms in one, no user", "ssh://github.com:acme/platform.git", "ssh://git@github.com/acme/platform.git"},
		{"npm's", "git+ssh://git@github.com/acme/platform.git", "ssh://git@github.com/acme/platform.git"},
		{"pip's", "git+https://github.com/acme/platform.git", "https://github.com/acme/platform.git"},
		{"copied with a tab", "https://gitlab.com/acme/platform?tab=readme", "https://gitlab.com/acme/platform"},
		{"ssh with a password", "ssh://git:hunter2@git.example.com/acme.git", "-"},
		{"a host alone", "https://github.com", "-"},
		{"a folder", "/srv/git/acme.git", "-"},
		{"a file", "file:///srv/git/acme.git", "-"},
		{"git's own protocol", "git://git.example.com/acme.git", "-"},
	}
	for _, tt := range tests {
		_, problems := inputTestRead(fstest.MapFS{"platform.yaml": {Data: []byte(strings.Replace(platform, "ADDRESS", tt.address, 1))}})
		got := problems.Error()
		switch {
		case tt.write == "" && len(problems) > 0:
			t.Errorf("%s, %s: %s", tt.forge, tt.address, got)
		case tt.write == "":
		case len(problems) != 1, tt.write == "-" && strings.Contains(got, "write "), tt.write != "-" && problems[0].Hint != "write "+tt.write:
			t.Errorf("%s, %s: %s", tt.forge, tt.address, got)
		case strings.Contains(got, "secret"), strings.Contains(got, "hunter2"):
			t.Errorf("%s: a secret is repeated: %s", tt.forge, got)
		}
	}
}
