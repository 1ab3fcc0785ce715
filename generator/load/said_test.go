package load

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// saidCatalog has an issuer of identities, two programs that people sign in to,
// and what changes the addresses of both.
func saidCatalog() map[string]string {
	program := func(name string) string {
		return smallChart(name, `
reads: ["identity", "certificates"]
#Config: {host: *"`+name+`.\(cluster.domain)" | string}
_scheme: [if has.certificates {"https"}, "http"][0]
asks: {
	if has.identity {
		identity: clients: "`+name+`": {title: "`+strings.ToUpper(name)+`", redirects: ["\(_scheme)://\(config.host)/back"]}
	}
}
values: {if has.identity {issuer: given.identity.issuer, groups: given.identity.groups}}
`)
	}
	return map[string]string{
		"grafana": program("grafana"),
		"wiki":    program("wiki"),
		"certs":   smallChart("certs", `provides: ["certificates"]`),
		"dex": smallChart("dex", `
provides: ["identity"]
#Config: {path: *"" | string}
gives: identity: {
	issuer: "https://dex.\(cluster.domain)\(config.path)"
	title:  "Dex"
	endpoints: {authorize: "\(issuer)/auth", token: "\(issuer)/token", userinfo: "\(issuer)/userinfo"}
}
values: clients: [for component, ask in asked.identity for key, c in ask.clients {{id: key, of: component, redirects: c.redirects, public: c.public}}]
`),
	}
}

// TestWhatIsGivenAndAsked: each side reads what the other says, defaults of the
// vocabulary included, and nobody names anybody.
func TestWhatIsGivenAndAsked(t *testing.T) {
	p := smallPlatform(t, saidCatalog(), `
  components: {dex: {config: {path: /oidc}}, grafana: {}, wiki: {config: {host: wiki.example.com}}}
  groups:
    - {name: secure, match: {secure: yes}, components: {certs: {}}}
    - {name: bare, match: {bare: yes}, components: {dex: {enabled: false}}}
    - {name: moved, match: {moved: yes}, components: {dex: {config: {path: /moved}}}}
  clusters:
    - {name: hub, role: hub}
    - {name: one, server: "https://one.example.com", labels: {secure: "yes"}}
    - {name: two, server: "https://two.example.com", labels: {bare: "yes"}}
    - {name: three, server: "https://three.example.com", labels: {moved: "yes"}}
`)
	for _, tt := range []struct{ cluster, component, variant, want string }{
		{"hub", "dex", "base", `{"clients":[` +
			`{"id":"grafana","of":"grafana","public":false,"redirects":["http://grafana.FACT/back"]},` +
			`{"id":"wiki","of":"wiki","public":false,"redirects":["http://wiki.example.com/back"]}]}`},
		// Nothing of dex or of those who ask it was said there: what changed is what they read.
		{"one", "dex", "g-secure", `{"clients":[` +
			`{"id":"grafana","of":"grafana","public":false,"redirects":["https://grafana.FACT/back"]},` +
			`{"id":"wiki","of":"wiki","public":false,"redirects":["https://wiki.example.com/back"]}]}`},
		{"hub", "grafana", "base", `{"groups":"groups","issuer":"https://dex.FACT/oidc"}`},
		{"one", "grafana", "g-secure", `{"groups":"groups","issuer":"https://dex.FACT/oidc"}`},
		{"two", "grafana", "g-bare", "{}"},
		{"three", "grafana", "g-moved", `{"groups":"groups","issuer":"https://dex.FACT/moved"}`},
	} {
		v := variantOn(p, tt.cluster, tt.component)
		if v == nil || v.Name != tt.variant {
			t.Fatalf("%s on %s: got %v, want variant %s", tt.component, tt.cluster, v, tt.variant)
		}
		values := maps.Clone(v.Units[0].Values)
		delete(values, "settings") // its own config
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(string(text), platform.Placeholder(1), "FACT")
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s on %s: -want +got:\n%s", tt.component, tt.cluster, diff)
		}
	}
}

// TestWhatIsSaidWrong: an author is told where the component says something
// that the vocabulary does not know.
func TestWhatIsSaidWrong(t *testing.T) {
	const clusters = "  clusters: [{name: hub}]\n  components: {app: {}, other: {}}\n"
	for _, tt := range []struct{ name, app, other, want string }{
		{"a capability that does not exist", `provides: ["ingres"]`, "", `builtin/app/component.cue:9:12: provides[0]: unknown capability "ingres"
    did you mean "ingress"?`},
		{"a capability of one's own", `provides: ["x-queue"]
gives: "x-queue": {url: "amqp://queue"}`, `reads: ["x-queue"]
values: {if has["x-queue"] {url: given["x-queue"].url}}`, ""},
		{"a question about what is not named", "values: {if has.metrics {on: true}}", "", `builtin/app/component.cue:9:13: has.metrics: metrics is not named under uses, reads or requires
    name it there, so that it is known what the component depends on`},
		{"a gift that is not provided", `gives: ingress: {class: "a", kind: "b"}`, "", `gives.ingress: ingress is not named under provides`},
		{"a question that nobody is asked", `asks: identity: clients: {}`, "", `asks.identity: identity is not named under uses, reads or requires`},
		{"a gift without a part", `provides: ["ingress"]
gives: ingress: {class: "a"}`, `reads: ["ingress"]`, "gives.ingress.kind: is required"},
		{"a gift with a part too many", `provides: ["ingress"]
gives: ingress: {class: "a", kind: "b", colour: "red"}`, `reads: ["ingress"]`, `gives.ingress: unknown field "colour"`},
		{"a gift where there is none", `provides: ["dns"]
gives: dns: {zone: "a"}`, `reads: ["dns"]`, "gives.dns: there is nothing to say about this capability"},
		{"a gift of one that is evaluated for each cluster", `provides: ["ingress"]
perCluster: true
gives: ingress: {class: "a", kind: "b"}`, `reads: ["ingress"]`, "a component that is evaluated for each cluster can give and ask nothing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			catalog := map[string]string{"app": smallChart("app", tt.app), "other": smallChart("other", tt.other)}
			_, err := smallLoad(t, catalog, map[string]string{"platform.yaml": clusters})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestAWrongConfigIsToldOnce: whoever listens to a component whose config is
// wrong says nothing of its own.
func TestAWrongConfigIsToldOnce(t *testing.T) {
	got := smallError(t, saidCatalog(), "  components: {dex: {config: {path: 7}}, grafana: {}, wiki: {}}\n  clusters: [{name: hub}]\n")
	if strings.Count(got, "\n") > 1 || !strings.Contains(got, "spec.components.dex.config.path") {
		t.Errorf("got\n%s", got)
	}
}
