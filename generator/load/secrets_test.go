package load

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// recipient opens the files of the package sops.
const recipient = "age1c98m5lu0upfyfgep0mxuew4d2ggx3v0248ryaee5xgxqxjpqkpfsxww4vl"

const secretsPlatform = smallHead + `  credentials:
    - {name: secrets, kind: age, recipients: [` + recipient + `], from: {env: {identity: AGE}}}
  components: {spaces: {}}
  clusters:
    - {name: one, role: hub}
    - {name: two, server: "https://two.example.com", components: {spaces: {enabled: false}, test: {}}}
`

// secretsCatalog has a component in the namespace test, and one that makes another.
func secretsCatalog() map[string]string {
	return map[string]string{
		"test": smallFiles("test", ""),
		"flux": smallChart("flux", `provides: ["gitops-agent"]`), "sveltos": smallChart("sveltos", `provides: ["gitops-agent"]`), "flux-sync": smallChart("flux-sync", ""),
		"spaces": smallFiles("spaces", `permissions: clusterKinds: [{kind: "Namespace"}]
objects: apps: {apiVersion: "v1", kind: "Namespace", metadata: name: "apps"}`+"\n"),
	}
}

func sealed(t *testing.T, text string, recipients ...string) string {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	out, err := sops.Seal(doc.Content[0], recipients, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func secretNamed(namespace, name string) string {
	return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: " + namespace + "}\nstringData: {password: s-planted}\n"
}

// TestSecretsArePlaced where their namespaces are, with the unit that makes those; a cluster's own goes first.
func TestSecretsArePlaced(t *testing.T) {
	p, err := loadSecrets(t, map[string]string{
		"secrets/README.md":          "what this is",
		"secrets/.gitignore":         "*.txt",
		"secrets/test/.gitkeep":      "",
		"secrets/test/db.yaml":       sealed(t, secretNamed("test", "db"), recipient),
		"secrets/test/db/two.yaml":   sealed(t, secretNamed("test", "db"), recipient),
		"secrets/apps/mail.yaml":     sealed(t, secretNamed("apps", "mail"), recipient),
		"secrets/kube-system/a.yaml": sealed(t, secretNamed("kube-system", "a"), recipient),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range p.Clusters {
		for _, s := range c.Secrets {
			got[c.Name+" "+s.File()] = s.Unit
		}
	}
	want := map[string]string{
		"one secrets/test/db.yaml": "", "one secrets/apps/mail.yaml": "spaces", "one secrets/kube-system/a.yaml": "",
		"two secrets/test/db/two.yaml": "", "two secrets/kube-system/a.yaml": "",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := p.Secrets[0]; len(p.Secrets) != 4 || cmp.Diff([]string{"password"}, s.Keys) != "" || s.File() != "secrets/apps/mail.yaml" {
		t.Errorf("%d Secrets; %v", len(p.Secrets), s)
	}
}

// TestSecretsThatAreWrong: each is told with where it is, and no value is.
func TestSecretsThatAreWrong(t *testing.T) {
	_, other, err := sops.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	good := sealed(t, secretNamed("test", "db"), recipient)
	for name, tt := range map[string]struct{ file, text, want string }{
		"in clear":        {"secrets/test/db.yaml", secretNamed("test", "db"), "secrets/test/db.yaml:4:13: stringData: is not encrypted, and would be pushed to Git"},
		"one in clear":    {"secrets/test/db.yaml", strings.Replace(good, "stringData: {", "stringData: {x: s-planted, ", 1), "secrets/test/db.yaml:4:17: stringData.x: is not encrypted, and would be pushed to Git"},
		"behind an alias": {"secrets/test/db.yaml", strings.NewReplacer("namespace: test}", "namespace: test, labels: &a {x: y}, annotations: *a}", "stringData: {", "stringData: {x: s-planted, ").Replace(good), "has an alias, which SOPS does not write"},
		"what kubectl adds": {"secrets/test/db.yaml", strings.Replace(good, "namespace: test}", "namespace: test, annotations: {kubectl.kubernetes.io/last-applied-configuration: s-planted}}", 1),
			"secrets/test/db.yaml:3:53: metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"]: holds the values in clear, and would be pushed to Git"},
		"another name":    {"secrets/test/other.yaml", good, `secrets/test/other.yaml:3:18: metadata.name: must be "other" (got "db")`},
		"another place":   {"secrets/apps/db.yaml", good, `metadata.namespace: must be "apps" (got "test")`},
		"another kind":    {"secrets/test/db.yaml", strings.Replace(good, "kind: Secret", "kind: List", 1), `kind: must be "Secret" (got "List")`},
		"more than it":    {"secrets/test/db.yaml", "spec: {}\n" + good, "secrets/test/db.yaml:1:1: spec: is no field of a Secret"},
		"two":             {"secrets/test/db.yaml", good + "---\n" + good, "a second document begins here"},
		"more encrypted":  {"secrets/test/db.yaml", strings.NewReplacer("namespace: test}", "namespace: test, annotations: {note: s-sealed}}", "|stringData)$", "|stringData|note)$").Replace(good), "secrets/test/db.yaml:3:59: metadata.annotations.note: is encrypted, and only data and stringData are to be"},
		"all encrypted":   {"secrets/test/db.yaml", strings.Replace(good, "encrypted_regex: ^(data|stringData)$", "unencrypted_suffix: _x", 1), "secrets/test/db.yaml:1:13: apiVersion: is encrypted, and only data and stringData are to be"},
		"another's":       {"secrets/test/db.yaml", sealed(t, secretNamed("test", "db"), other), "sops.age: is not encrypted for " + recipient + ", which credential secrets declares\n    run slipway secret rekey"},
		"one too many":    {"secrets/test/db.yaml", sealed(t, secretNamed("test", "db"), other, recipient), "sops.age: is encrypted for " + other + ", which credential secrets does not declare"},
		"of the cloud":    {"secrets/test/db.yaml", good + "    kms: [{arn: x}]\n", "sops: can be opened with kms too, and only age is known"},
		"no namespace":    {"secrets/lost/db.yaml", sealed(t, secretNamed("lost", "db"), recipient), `metadata.namespace: no cluster that it is for has the namespace "lost"`},
		"no cluster":      {"secrets/test/db/three.yaml", good, `is for cluster "three", which the platform has not`},
		"no YAML":         {"secrets/test/db.json", "{}", "secrets/test/db.json: is not read, and would be pushed to Git"},
		"in no namespace": {"secrets/db.yaml", good, "secrets/db.yaml: is not read, and would be pushed to Git"},
		"hidden":          {"secrets/test/.db.yaml", secretNamed("test", "db"), "secrets/test/.db.yaml: is not read, and would be pushed to Git"},
		"hidden for one":  {"secrets/test/db/.env", "PASSWORD=s-planted", "secrets/test/db/.env: is not read, and would be pushed to Git"},
		"hidden above":    {"secrets/.env", "PASSWORD=s-planted", "secrets/.env: is not read, and would be pushed to Git"},
		"hidden folder":   {"secrets/.old/db.yaml", secretNamed("test", "db"), "secrets/.old: is not read, and would be pushed to Git"},
		"too deep":        {"secrets/test/db/two/x.yaml", good, "secrets/test/db/two: is not read"},
		"a key":           {"secrets/test/db.yaml", good + "# AGE-SECRET-KEY-1PLANTED\n", "holds a secret key of age"},
		"a key there too": {"platform.yaml", strings.Replace(secretsPlatform, recipient, "AGE-SECRET-KEY-1PLANTED", 1), "platform.yaml:10:47: holds a secret key of age, and would be pushed to Git"},
		"a typo":          {"platform.yaml", strings.Replace(secretsPlatform, recipient, recipient[:60]+"qq", 1), "spec.credentials[0].recipients[0]: is no recipient of age"},
		"for nobody":      {"platform.yaml", strings.Replace(secretsPlatform, "recipients: ["+recipient+"], ", "", 1), "spec.credentials[0]: must say for whom Secrets are encrypted"},
		"an address":      {"platform.yaml", strings.Replace(secretsPlatform, "kind: age,", "kind: age, url: https://a.example.com,", 1), "spec.credentials[0].url: is for every kind but age"},
		"a password":      {"platform.yaml", strings.Replace(secretsPlatform, "{identity: AGE}", "{password: AGE}", 1), "kind age has no password"},
		"not declared":    {"platform.yaml", strings.Replace(secretsPlatform, "    - {name: secrets, kind: age, recipients: ["+recipient+"], from: {env: {identity: AGE}}}\n", "    []\n", 1), "sops: no credential of kind age says with what it is opened"},
		"twice":           {"platform.yaml", strings.Replace(secretsPlatform, "  components:", "    - {name: more, kind: age, recipients: ["+recipient+"], from: {prompt: true}}\n  components:", 1), "there are two credentials for encrypted Secrets"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadSecrets(t, map[string]string{"secrets/test/more.yaml": sealed(t, secretNamed("test", "more"), recipient), tt.file: tt.text})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "PLANTED") || strings.Contains(err.Error(), "s-planted")) {
				t.Errorf("a value is in: %v", err)
			}
		})
	}
}

// TestSecretsAreAnAgentsLimit where it does not decrypt.
func TestSecretsAreAnAgentsLimit(t *testing.T) {
	for agent, noted := range map[string]bool{"argocd": true, "sveltos": true, "flux": false} {
		p, err := loadSecrets(t, map[string]string{
			"platform.yaml":        strings.Replace(secretsPlatform, "argocd", agent, 1),
			"secrets/test/db.yaml": sealed(t, secretNamed("test", "db"), recipient),
		})
		if err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(strings.Join(p.Notes, "\n"), "bootstrap writes the Secrets of secrets/"); told != noted {
			t.Errorf("%s: %v", agent, p.Notes)
		}
	}
}

func loadSecrets(t *testing.T, files map[string]string) (*platform.Platform, error) {
	t.Helper()
	all := map[string]string{"platform.yaml": secretsPlatform}
	maps.Copy(all, files)
	return smallLoad(t, secretsCatalog(), all)
}
