package load

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"cuelang.org/go/cue/cuecontext"
	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/apiversion/versiontest"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/schemas"
)

// TestVersions: the shipped table fits the shipped schema.
func TestVersions(t *testing.T) {
	table, err := Versions(Sources{Schemas: schemas.FS})
	if err != nil {
		t.Fatal(err)
	}
	schema, err := compileInputSchema(newContext(), schemas.FS, inputTestEnums())
	if err != nil {
		t.Fatal(err)
	}
	if table.Current != schema.currentVersion() || table.Current == "" {
		t.Errorf("versions.cue says %q, platform.cue %q", table.Current, schema.currentVersion())
	}
}

func versionTestRead(t testing.TB, dir fs.FS) (*userInput, problem.Problems) {
	t.Helper()
	format, err := versiontest.Schemas(schemas.FS)
	if err != nil {
		t.Fatal(err)
	}
	return readInput(cuecontext.New(cuecontext.CUE_DEBUG("")), format, inputTestEnums(), dir)
}

const versionTestBefore = `apiVersion: slipway.dev/v1alpha2
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  catalogs: builtin
  dns:
    domain: platform.example.com
  git:
    address: https://git.example.com/acme/platform.git
  delivery: rendered
  components: {traefik: {}}
  clusters:
    - {name: hub, role: hub}
    - {name: eu, zone: a, api: "https://eu.example.com", secretRef: {name: eu}}
`

const versionTestNow = `apiVersion: slipway.dev/v1alpha3
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  catalogs: [builtin]
  domain: platform.example.com
  repository:
    url: https://git.example.com/acme/platform.git
  delivery: manifests
  components: {traefik: {}}
  clusters:
    - {name: hub, role: hub}
    - {name: eu, server: "https://eu.example.com", credentials: {secretRef: {name: eu}}}
`

const versionTestCUE = `apiVersion: "slipway.dev/v1alpha2"
kind:       "Platform"
metadata: name: "acme"
spec: {
	agent:    "argocd"
	catalogs: "builtin"
	dns: domain: "platform.example.com"
	git: address: "https://git.example.com/acme/platform.git"
	delivery: "rendered"
	components: traefik: {}
	clusters: [{name: "hub", role: "hub"}, {name: "eu", zone: "a", api: "https://eu.example.com", secretRef: name: "eu"}]
}
`

// TestVersionBefore: what a file says for the version before is what another
// says for the current one, in YAML and in CUE, in one file and in several.
func TestVersionBefore(t *testing.T) {
	want, ps := versionTestRead(t, fstest.MapFS{"platform.yaml": {Data: []byte(versionTestNow)}})
	if len(ps) > 0 || want.version != nil {
		t.Fatal(ps)
	}
	const inline = "    - {name: eu, zone: a, api: \"https://eu.example.com\", secretRef: {name: eu}}\n"
	for name, dir := range map[string]fstest.MapFS{
		"YAML": {"platform.yaml": {Data: []byte(versionTestBefore)}},
		"CRLF": {"platform.yaml": {Data: []byte(strings.ReplaceAll(versionTestBefore, "\n", "\r\n"))}},
		"CUE":  {"platform.cue": {Data: []byte(versionTestCUE)}},
		"files": {"platform.yaml": {Data: []byte(strings.Replace(versionTestBefore, inline, "", 1))},
			"clusters/eu.yaml": {Data: []byte("name: eu\nzone: a\napi: https://eu.example.com\nsecretRef: {name: eu}\n")}},
		"a file in CUE": {"platform.yaml": {Data: []byte(strings.Replace(versionTestBefore, inline, "", 1))},
			"clusters/eu.cue": {Data: []byte("name: \"eu\"\nzone: \"a\"\napi: \"https://eu.example.com\"\nsecretRef: name: \"eu\"\n")}},
		"half done": {"platform.yaml": {Data: []byte(strings.Replace(versionTestBefore, inline, "", 1))},
			"clusters/eu.yaml": {Data: []byte("name: eu\nserver: https://eu.example.com\ncredentials: {secretRef: {name: eu}}\n")}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ps := versionTestRead(t, dir)
			if len(ps) > 0 {
				t.Fatal(ps)
			}
			if got.APIVersion != versiontest.Before {
				t.Errorf("it is of %s", got.APIVersion)
			}
			got.APIVersion = versiontest.Current
			if diff := cmp.Diff(want.Input, got.Input); diff != "" {
				t.Errorf("-now +before:\n%s", diff)
			}
		})
	}
}

// TestVersionProblems: what is wrong is said with the user's own places and
// words, whatever the current version calls it.
func TestVersionProblems(t *testing.T) {
	change := func(was, now string) fstest.MapFS {
		return fstest.MapFS{"platform.yaml": {Data: []byte(strings.Replace(versionTestBefore, was, now, 1))}}
	}
	for name, c := range map[string]struct {
		dir  fstest.MapFS
		want string
	}{
		"a value": {change("https://git.example.com/acme/platform.git", "nowhere"), "platform.yaml:10:14: spec.git.address: must be "},
		"a value of a cluster": {change("https://eu.example.com", "nowhere"),
			"platform.yaml:15:32: spec.clusters[1].api: must be "},
		"an unknown field":   {change("    address:", "    adress: x\n    address:"), "platform.yaml:10:5: spec.git: unknown field \"adress\""},
		"a rule":             {change("catalogs: builtin", "catalogs: ../x"), "platform.yaml:6:13: spec.catalogs: "},
		"what is missing":    {change("  agent: argocd\n", ""), "platform.yaml:4:1: spec.agent: is required"},
		"both":               {change("  delivery: rendered\n", "  delivery: rendered\n  domain: x.example.com\n"), "platform.yaml:8:5: spec.dns.domain: stands beside spec.domain, which takes its place in the current version"},
		"no map":             {change("    - {name: hub, role: hub}", "    - {name: hub, role: hub, secretRef: {name: a}, credentials: x}"), "platform.yaml:14:30: spec.clusters[0].secretRef: belongs into spec.clusters[0].credentials in the current version, which is no map here"},
		"a value in CUE":     {fstest.MapFS{"platform.cue": {Data: []byte(strings.Replace(versionTestCUE, "https://git.example.com/acme/platform.git", "nowhere", 1))}}, "platform.cue:8:16: spec.git.address: must be "},
		"a newer version":    {change("v1alpha2", "v1beta1"), "platform.yaml:1:13: apiVersion: this slipway reads slipway.dev/v1alpha3 and slipway.dev/v1alpha2; the file says slipway.dev/v1beta1\n    install a newer slipway"},
		"an older version":   {change("v1alpha2", "v1alpha1"), "platform.yaml:1:13: apiVersion: this slipway reads slipway.dev/v1alpha3 and slipway.dev/v1alpha2; the file says slipway.dev/v1alpha1\n    slipway v0.4.0 moves it on: run there: slipway migrate config; then come back to this one"},
		"no version at all":  {change("slipway.dev/v1alpha2", "v1"), "platform.yaml:1:13: apiVersion: must be slipway.dev/v1alpha3 (got \"v1\")"},
		"of another program": {change("slipway.dev/v1alpha2", "example.com/v9"), "platform.yaml:1:13: apiVersion: must be slipway.dev/v1alpha3 (got \"example.com/v9\")"},
	} {
		t.Run(name, func(t *testing.T) {
			_, ps := versionTestRead(t, c.dir)
			if len(ps) == 0 || !strings.HasPrefix(ps[0].String(), c.want) {
				t.Errorf("got\n%v\nwant\n%s", ps, c.want)
			}
		})
	}
}

// TestVersionOfOthers: where a platform is of a version that is not read, nothing
// is said of its other files.
func TestVersionOfOthers(t *testing.T) {
	_, ps := versionTestRead(t, fstest.MapFS{
		"platform.yaml":    {Data: []byte(strings.Replace(versionTestBefore, "v1alpha2", "v2", 1))},
		"clusters/eu.yaml": {Data: []byte("what: is this\n")},
	})
	if len(ps) != 1 || ps[0].Path != "apiVersion" {
		t.Error(ps)
	}
}

// TestOutlineOfVersionBefore: old revisions are read as well.
func TestOutlineOfVersionBefore(t *testing.T) {
	format, err := versiontest.Schemas(schemas.FS)
	if err != nil {
		t.Fatal(err)
	}
	table, err := Versions(Sources{Schemas: format})
	if err != nil {
		t.Fatal(err)
	}
	o, err := ParseOutline([]byte(versionTestBefore), table)
	if err != nil {
		t.Fatal(err)
	}
	c, err := o.ParseCluster([]byte("name: us\napi: https://us.example.com\n"))
	if err != nil {
		t.Fatal(err)
	}
	o = o.With([]OutlineCluster{c})
	if eu, us := o.Facts("eu"), o.Facts("us"); eu["server"] != "https://eu.example.com" || us["server"] != "https://us.example.com" || us["domain"] != "us.platform.example.com" {
		t.Error(eu, us)
	}
	if now, err := ParseOutline([]byte(versionTestNow), table); err != nil || now.SameVersion(o) || o.SameVersion(nil) || !o.SameVersion(o) {
		t.Error(err)
	}
}

// TestPathsBothWays: a path of the user's leads to the current version, and back.
func TestPathsBothWays(t *testing.T) {
	u, ps := versionTestRead(t, fstest.MapFS{"platform.yaml": {Data: []byte(versionTestBefore)}})
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	m := u.moved["platform.yaml"]
	for theirs, ours := range map[string]string{
		"spec.git.address": "spec.repository.url", "spec.dns.domain": "spec.domain", "spec.clusters[1].secretRef.name": "spec.clusters[1].credentials.secretRef.name",
		"spec.agent": "spec.agent", "spec.clusters[0]": "spec.clusters[0]", "metadata.name": "metadata.name",
	} {
		a, _ := ParsePath(theirs)
		b, _ := ParsePath(ours)
		if to, from := PathText(m.To(a)...), PathText(m.From(b)...); to != ours || from != theirs {
			t.Errorf("%s is %s, and back %s", theirs, to, from)
		}
	}
}
