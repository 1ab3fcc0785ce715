package platform

import (
	"slices"
	"strings"
)

// Credential declares by name what something outside needs, never its value.
type Credential struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	URL  string `json:"url"`
	// Recipients are for whom Secrets are encrypted.
	Recipients []string `json:"recipients"`
	// Namespaces are those where images are pulled with it, besides the agent's.
	Namespaces []string `json:"namespaces"`
	// GitHubApp is nil where the repository is read otherwise.
	GitHubApp *GitHubApp     `json:"githubApp"`
	From      CredentialFrom `json:"from"`
}

// GitHubApp is an App of GitHub's, and where it is installed.
type GitHubApp struct {
	AppID          int    `json:"appID"`
	InstallationID int    `json:"installationID"`
	BaseURL        string `json:"baseURL"`
}

// API is the address of the API for a repository; elsewhere is it for those who
// know GitHub's own, and empty where it is that.
func (a GitHubApp) API(repository string) (address, elsewhere string) {
	_, path, _ := strings.Cut(repository, "://")
	host, _, _ := strings.Cut(path, "/")
	switch {
	case a.BaseURL != "":
		address = strings.TrimSuffix(a.BaseURL, "/")
	case host == "github.com":
		address = githubAPI
	default:
		address = "https://" + host + "/api/v3"
	}
	if address == githubAPI {
		return address, ""
	}
	return address, address
}

const githubAPI = "https://api.github.com"

// CredentialFrom says where bootstrap reads the values.
type CredentialFrom struct {
	Env  *CredentialEnv  `json:"env"`
	File *CredentialFile `json:"file"`
	// Prompt asks on the terminal, and GitCredentialHelper git's own helpers.
	Prompt              bool `json:"prompt"`
	GitCredentialHelper bool `json:"gitCredentialHelper"`
}

// CredentialEnv names environment variables.
type CredentialEnv struct {
	Username      string `json:"username"`
	Password      string `json:"password"`
	SSHPrivateKey string `json:"sshPrivateKey"`
	CA            string `json:"ca"`
	GitHubAppKey  string `json:"githubAppPrivateKey"`
	Identity      string `json:"identity"`
}

// CredentialFile names files.
type CredentialFile struct {
	Username      string `json:"username"`
	Password      string `json:"password"`
	SSHPrivateKey string `json:"sshPrivateKey"`
	KnownHosts    string `json:"knownHosts"`
	CA            string `json:"ca"`
	GitHubAppKey  string `json:"githubAppPrivateKey"`
	Identity      string `json:"identity"`
}

// AgeKind is the kind of what encrypted Secrets are opened with.
const AgeKind = "age"

// The sources of values, as platform.yaml names them.
const (
	FromEnv    = "env"
	FromFile   = "file"
	FromPrompt = "prompt"
	FromHelper = "gitCredentialHelper"
)

// CredentialValue is one value of a credential and where it comes from: Name is
// the variable's or the file's.
type CredentialValue struct{ Field, Source, Name string }

// Values lists the values of a credential. Whoever is asked gives the user name
// only where nothing else does.
func (c Credential) Values() []CredentialValue {
	out, f := c.From.named(), c.From
	if c.Kind == AgeKind {
		if f.Prompt {
			out = append(out, CredentialValue{Field: "identity", Source: FromPrompt})
		}
		return out
	}
	named := slices.ContainsFunc(out, func(v CredentialValue) bool { return v.Field == "username" })
	for _, asked := range []struct {
		source string
		on     bool
	}{{FromPrompt, f.Prompt}, {FromHelper, f.GitCredentialHelper}} {
		if asked.on && !named {
			out = append(out, CredentialValue{Field: "username", Source: asked.source})
		}
		if asked.on {
			out = append(out, CredentialValue{Field: "password", Source: asked.source})
		}
	}
	return out
}

// named are the values that a variable or a file holds.
func (f CredentialFrom) named() []CredentialValue {
	var out []CredentialValue
	add := func(field, source, name string) {
		if name != "" {
			out = append(out, CredentialValue{field, source, name})
		}
	}
	if e := f.Env; e != nil {
		add("username", FromEnv, e.Username)
		add("password", FromEnv, e.Password)
		add("sshPrivateKey", FromEnv, e.SSHPrivateKey)
		add("ca", FromEnv, e.CA)
		add("githubAppPrivateKey", FromEnv, e.GitHubAppKey)
		add("identity", FromEnv, e.Identity)
	}
	if f := f.File; f != nil {
		add("username", FromFile, f.Username)
		add("password", FromFile, f.Password)
		add("sshPrivateKey", FromFile, f.SSHPrivateKey)
		add("knownHosts", FromFile, f.KnownHosts)
		add("ca", FromFile, f.CA)
		add("githubAppPrivateKey", FromFile, f.GitHubAppKey)
		add("identity", FromFile, f.Identity)
	}
	return out
}

// AgeCredential is what encrypted Secrets are opened with, nil where the platform
// declares none.
func AgeCredential(credentials []Credential) *Credential {
	i := slices.IndexFunc(credentials, func(c Credential) bool { return c.Kind == AgeKind })
	if i < 0 {
		return nil
	}
	return &credentials[i]
}

// GitCredential is the credential that the platform declares for its
// repository, nil when it declares none.
func (p *Platform) GitCredential() *Credential { return p.credentialFor(p.Repository.URL, "git") }

// NeedsGitSecret reports whether agents read the repository with a Secret: a declared credential or authority, or a
// deploy key.
func (p *Platform) NeedsGitSecret() bool {
	return p.GitCredential() != nil || p.GitCA() != nil || p.Repository.Forge != nil && p.Repository.Forge.DeployKeys
}

// GitCredentialAt is the credential that the platform declares for Git's forge at another address, nil when it
// declares none.
func (p *Platform) GitCredentialAt(address string) *Credential {
	return p.credentialFor(address, "git")
}

// ChartCredential is the credential that the platform declares for a chart
// repository, nil when it declares none.
func (p *Platform) ChartCredential(repository string) *Credential {
	return p.credentialFor(repository, "helm", "oci")
}

// PullCredential is the credential that the platform declares for pulling images
// from an address, oci://host/path, nil when it declares none.
func (p *Platform) PullCredential(address string) *Credential {
	return p.credentialFor(address, "pull")
}

// CA is what makes the certificate of an address trusted, nil where the platform
// declares nothing or nobody asks for a certificate. It is a server's, whatever
// lies below it and however it is spoken to.
func (p *Platform) CA(address string) *Credential {
	if !strings.HasPrefix(address, "https://") && (!strings.HasPrefix(address, "oci://") || OnLoopback(address)) {
		return nil
	}
	for i, c := range p.Credentials {
		if c.Kind == "ca" && Hostname(c.URL) == Hostname(address) {
			return &p.Credentials[i]
		}
	}
	return nil
}

// GitCA is what makes the repository's certificate trusted.
func (p *Platform) GitCA() *Credential { return p.CA(p.Repository.URL) }

// credentialFor is the one that says most of an address.
func (p *Platform) credentialFor(address string, kinds ...string) *Credential {
	var best *Credential
	for i, c := range p.Credentials {
		for _, kind := range kinds {
			if c.Kind == kind && covers(c.URL, address) && (best == nil || len(best.URL) < len(c.URL)) {
				best = &p.Credentials[i]
			}
		}
	}
	return best
}

// Covers reports whether the credential is for an address.
func (c Credential) Covers(address string) bool { return covers(c.URL, address) }

// covers reports whether an address is the given one or lies below it. Names end
// where they end: what opens acme does not open acme-labs, nor a host another
// whose name goes on.
func covers(above, address string) bool {
	rest, ok := strings.CutPrefix(address, above)
	return ok && (rest == "" || rest == ".git" || strings.HasSuffix(above, "/") || strings.HasPrefix(rest, "/"))
}
