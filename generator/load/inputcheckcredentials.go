package load

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// credentialKind is what a kind of credential may be made of.
type credentialKind struct {
	opens   string // credentials that open the same may not be for one address
	schemes []string
	fields  []string
}

func credentialKinds() map[string]credentialKind {
	charts := credentialKind{"chart repositories", []string{"https", "http", "oci"}, []string{"username", "password"}}
	return map[string]credentialKind{
		"git":  {"Git", []string{"https", "http", "ssh"}, []string{"username", "password", "sshPrivateKey", "knownHosts"}},
		"app":  {"Git", []string{"https"}, []string{"githubAppPrivateKey"}},
		"helm": charts,
		"oci":  charts,
		"pull": {"images", []string{"oci"}, []string{"username", "password"}},
		"ca":   {"certificates", []string{"https", "oci"}, []string{"ca"}},
		"age":  {"encrypted Secrets", nil, []string{"identity"}},
	}
}

func (r *inputRules) credentials() {
	names := make([]string, len(r.Spec.Credentials))
	first := map[[2]string]int{}
	for i, c := range r.Spec.Credentials {
		names[i] = c.Name
		kind := credentialKinds()[c.Kind]
		if c.GitHubApp != nil {
			kind = r.gitHubApp(c, i)
		}
		switch scheme, _, _ := strings.Cut(c.URL, "://"); {
		case c.Kind == platform.AgeKind:
			r.age(c, i)
		case c.URL == "":
			r.add("is required", "The address that the credential is for.", "spec", "credentials", i, "url")
		case !slices.Contains(kind.schemes, scheme):
			r.add(fmt.Sprintf("is no address for %s (got %s)", kindOf(c), inputQuote(c.URL)),
				"it begins with "+strings.Join(kind.schemes, "://, ")+"://", "spec", "credentials", i, "url")
		}
		address := c.URL
		if c.Kind == "ca" {
			address = platform.Hostname(c.URL)
			r.wholeHost(c, i)
		}
		if len(c.Recipients) > 0 && c.Kind != platform.AgeKind {
			r.add("is for kind age only", "", "spec", "credentials", i, "recipients")
		}
		if len(c.Namespaces) > 0 && c.Kind != "pull" {
			r.add("is for kind pull only", "", "spec", "credentials", i, "namespaces")
		}
		opens := [2]string{kind.opens, address}
		if j, ok := first[opens]; ok {
			r.add(strings.TrimSuffix(fmt.Sprintf("there are two credentials for %s at %s", kind.opens, address), " at "),
				"the other is at "+r.at("spec", "credentials", j, "url").String(), "spec", "credentials", i, "url")
		} else {
			first[opens] = i
		}
		r.credentialFrom(c, kind, "spec", "credentials", i, "from")
	}
	r.unique("credential", "credentials", names)
}

// gitHubApp: an App takes the place of user names, passwords and keys.
func (r *inputRules) gitHubApp(c platform.Credential, i int) credentialKind {
	if c.Kind != "git" {
		r.add("is for kind git only", "", "spec", "credentials", i, "githubApp")
	}
	if values := c.Values(); !slices.ContainsFunc(values, func(v platform.CredentialValue) bool { return v.Field == "githubAppPrivateKey" }) {
		r.add("must say where the App's private key comes from", "from: {file: {githubAppPrivateKey: app.pem}}", "spec", "credentials", i, "from")
	}
	return credentialKinds()["app"]
}

// age: what is encrypted is for somebody, and is nobody's address.
func (r *inputRules) age(c platform.Credential, i int) {
	if c.URL != "" {
		r.add("is for every kind but age", "", "spec", "credentials", i, "url")
	}
	if len(c.Recipients) == 0 {
		r.add("must say for whom Secrets are encrypted", "recipients: [age1…], as slipway secret key prints it", "spec", "credentials", i)
	}
	for n, recipient := range c.Recipients {
		switch {
		case !sops.Recipient(recipient):
			r.add("is no recipient of age: a letter is wrong", "slipway secret key, or age-keygen -y, prints it", "spec", "credentials", i, "recipients", n)
		case slices.Index(c.Recipients, recipient) < n:
			r.add("is listed twice", "", "spec", "credentials", i, "recipients", n)
		}
	}
}

// wholeHost: a certificate is shown before anybody says what is wanted.
func (r *inputRules) wholeHost(c platform.Credential, i int) {
	if _, path, _ := strings.Cut(c.URL, "://"); strings.Contains(path, "/") {
		r.add("is for a whole host (got "+inputQuote(c.URL)+")", "leave the path out", "spec", "credentials", i, "url")
	}
}

// pushed is the folder of the platform that bootstrap pushes and that a file is
// in; empty where it is in none.
func (r *inputRules) pushed(file string) string {
	file = path.Clean(strings.ReplaceAll(file, `\`, "/"))
	for _, folder := range append([]string{"clusters", "overrides", "secrets", "gitops"}, r.Spec.Catalogs...) {
		folder = path.Clean(folder) // of ./catalog/, too
		if file == folder || strings.HasPrefix(file, folder+"/") {
			return folder + "/"
		}
	}
	return ""
}

func kindOf(c platform.Credential) string {
	if c.GitHubApp != nil {
		return "a GitHub App"
	}
	return "kind " + c.Kind
}

// credentialFrom checks where a credential's values come from.
func (r *inputRules) credentialFrom(c platform.Credential, kind credentialKind, at ...any) {
	under := func(v platform.CredentialValue) []any {
		place := append(slices.Clone(at), v.Source)
		if v.Name != "" {
			place = append(place, v.Field)
		}
		return place
	}
	if env := c.From.Env; env != nil && *env == (platform.CredentialEnv{}) {
		r.add("must name a variable", "one or more of "+strings.Join(kind.fields, ", "), append(at, "env")...)
	}
	if file := c.From.File; file != nil && *file == (platform.CredentialFile{}) {
		r.add("must name a file", "one or more of "+strings.Join(kind.fields, ", "), append(at, "file")...)
	}
	if values := c.Values(); len(values) == 0 && c.From.Env == nil && c.From.File == nil {
		r.add("must say where a value comes from", "one or more of env, file, prompt and gitCredentialHelper", at...)
	}
	if c.From.GitCredentialHelper && (c.Kind != "git" || !strings.HasPrefix(c.URL, "http")) {
		r.add("is for kind git at https:// only", "", append(at, platform.FromHelper)...)
		return
	}
	first := map[string]platform.CredentialValue{}
	for _, v := range c.Values() {
		if folder := r.pushed(v.Name); v.Source == platform.FromFile && v.Field != "ca" && v.Field != "knownHosts" && folder != "" {
			r.add(fmt.Sprintf("would be pushed with all that is in %s (got %s)", folder, inputQuote(v.Name)), "keep it outside of what Git holds", under(v)...)
		}
		if v.Field == "githubAppPrivateKey" && c.Kind == "git" && c.GitHubApp == nil {
			r.add("needs to know which App", "githubApp: {appID: …, installationID: …} beside from", under(v)...)
		} else if !slices.Contains(kind.fields, v.Field) {
			r.add(fmt.Sprintf("%s has no %s", kindOf(c), v.Field), "what it has is "+strings.Join(kind.fields, ", "), under(v)...)
		}
		other, ok := first[v.Field]
		switch {
		case !ok:
			first[v.Field] = v
		case v.Field == "password" || v.Name != "": // whoever is asked gives both
			r.add(v.Field+" comes from two places", "the other is at "+r.at(under(other)...).String(), under(v)...)
		}
	}
}
