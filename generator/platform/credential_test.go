package platform

import "testing"

// TestCredentialFor: a credential opens its address and what lies below it, and
// the one that says more goes before the one that says less.
func TestCredentialFor(t *testing.T) {
	p := &Platform{Credentials: []Credential{
		{Name: "host", Kind: "git", URL: "https://git.example.com"},
		{Name: "group", Kind: "git", URL: "https://git.example.com/acme"},
		{Name: "folder", Kind: "git", URL: "https://git.example.com/labs/"},
		{Name: "charts", Kind: "helm", URL: "https://charts.example.com"},
		{Name: "registry", Kind: "oci", URL: "oci://registry.example.com:5000"},
	}}
	for address, want := range map[string]string{
		"https://git.example.com/acme/platform.git":  "group",
		"https://git.example.com/acme.git":           "group",
		"https://git.example.com/acme":               "group",
		"https://git.example.com/acme-labs/x.git":    "host",
		"https://git.example.com/labs/x.git":         "folder",
		"https://git.example.com.evil.example/x.git": "",
		"https://git.example.com:8443/x.git":         "",
		"https://charts.example.com":                 "",
	} {
		p.Repository.URL = address
		if got := name(p.GitCredential()); got != want {
			t.Errorf("git %s: %q, not %q", address, got, want)
		}
	}
	for address, want := range map[string]string{
		"https://charts.example.com/stable":        "charts",
		"oci://registry.example.com:5000/charts/x": "registry",
		"oci://registry.example.com:50001/charts":  "",
		"https://git.example.com/acme":             "",
	} {
		if got := name(p.ChartCredential(address)); got != want {
			t.Errorf("charts %s: %q, not %q", address, got, want)
		}
	}
}

// TestCA: a certificate is a server's, by whatever scheme and port; where none
// is shown none is trusted.
func TestCA(t *testing.T) {
	p := &Platform{Credentials: []Credential{
		{Name: "one", Kind: "ca", URL: "https://one.example.com"},
		{Name: "two", Kind: "ca", URL: "oci://two.example.com:5000"},
		{Name: "self", Kind: "ca", URL: "oci://127.0.0.1:5000"},
	}}
	for address, want := range map[string]string{
		"https://one.example.com/acme.git":   "one",
		"oci://one.example.com:5000/charts":  "one",
		"https://two.example.com/x":          "two",
		"http://one.example.com/acme.git":    "",
		"ssh://git@one.example.com/acme.git": "",
		"https://one.example.com.evil/x":     "",
		"oci://127.0.0.1:5000/charts":        "",
	} {
		if got := name(p.CA(address)); got != want {
			t.Errorf("%s: %q, not %q", address, got, want)
		}
	}
}

// TestGitHubAPI: an agent is told of an API that is not GitHub's own.
func TestGitHubAPI(t *testing.T) {
	for _, tt := range []struct{ repository, base, api, elsewhere string }{
		{"https://github.com/acme/x.git", "", "https://api.github.com", ""},
		{"https://github.com/acme/x.git", "https://api.github.com/", "https://api.github.com", ""},
		{"https://ghe.example.com:8443/acme/x.git", "", "https://ghe.example.com:8443/api/v3", "https://ghe.example.com:8443/api/v3"},
		{"https://acme.ghe.com/acme/x.git", "https://api.acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com"},
	} {
		if api, elsewhere := (GitHubApp{BaseURL: tt.base}).API(tt.repository); api != tt.api || elsewhere != tt.elsewhere {
			t.Errorf("%s, %q: %q and %q", tt.repository, tt.base, api, elsewhere)
		}
	}
}

func name(c *Credential) string {
	if c == nil {
		return ""
	}
	return c.Name
}
