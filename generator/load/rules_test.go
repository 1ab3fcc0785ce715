package load

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

func rulesOf(t *testing.T) *Rules {
	t.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadRules(Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Providers: []string{"existing", "kind", "local"}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFields: what the schema says of a place, whichever way it says it.
func TestFields(t *testing.T) {
	r := rulesOf(t)
	for _, c := range []struct {
		path []any
		want Field
	}{
		{[]any{"metadata", "name"}, Field{Doc: "The platform's name, a DNS label such as acme.", Kind: KindText}},
		{[]any{"spec", "agent"}, Field{Doc: "The GitOps agent that reconciles the repository.", Kind: KindText, Choices: []string{"argocd", "flux", "sveltos"}}},
		{[]any{"spec", "repository", "branch"}, Field{Doc: "The branch that the agent follows.", Kind: KindText, Default: "main"}},
		{[]any{"spec", "clusters", 7, "labels"}, Field{Doc: "The labels that groups and rings select by, and that values may use as facts.", Kind: KindPairs, Default: map[string]any{}}},
		{[]any{"spec", "clusters", 0, "shard"}, Field{Doc: "The shard of the agent that serves this cluster.", Kind: KindNumber}},
		{[]any{"spec", "components"}, Field{Doc: "Components for every cluster, by name.", Kind: KindNames, Default: map[string]any{}}},
	} {
		got, err := r.Field(c.path...)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (- want, + got)\n%s", PathText(c.path...), err, diff)
		}
	}
	if _, err := r.Field("spec", "agnet"); err == nil {
		t.Error("the schema has spec.agnet")
	}
}

// TestMissing: what only the user can know, and what an answer brings along.
func TestMissing(t *testing.T) {
	r := rulesOf(t)
	for _, c := range []struct {
		component, given string
		want             []string
	}{
		{"traefik", `{}`, nil},
		{"metallb", `{}`, []string{"addresses texts"}},
		{"metallb", `{mode: bgp}`, []string{"bgp.asn number", "bgp.peers names", "addresses texts"}},
		{"metallb", `{mode: bgp, addresses: [192.0.2.0/28], bgp: {asn: 1, peers: {a: {}}}}`, []string{"bgp.peers.a.address text", "bgp.peers.a.asn number"}},
		{"external-dns", `{}`, []string{"provider text"}},
		{"external-dns", `{provider: rfc2136}`, []string{"rfc2136.host text", "rfc2136.zones texts"}},
		{"external-dns", `{provider: webhook, webhook: {image: example/dns}}`, []string{"webhook.tag text"}},
		{"cert-manager", `{issuer: {kind: acme}}`, []string{"issuer.email text"}},
		{"external-secrets", `{stores: {v: {kind: vault}}}`, []string{"stores.v.vault.server text"}},
		{"external-secrets", `{stores: {v: {kind: custom}}}`, []string{"stores.v.custom.provider any"}},
	} {
		given, err := ParseValue(c.given)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range r.Missing(c.component, "small", given.(map[string]any)) {
			got = append(got, PathText(f.Path...)+" "+f.Kind)
			if f.Doc == "" || f.Default != nil {
				t.Errorf("%s: %+v", c.component, f)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s with %s (- want, + got)\n%s", c.component, c.given, diff)
		}
	}
}

// TestRulesAreThoseOfLoad: a value is told off in the words of validate.
func TestRulesAreThoseOfLoad(t *testing.T) {
	r := rulesOf(t)
	for _, c := range []struct {
		value any
		path  []any
		want  string
	}{
		{"acme", []any{"metadata", "name"}, ""},
		{"flx", []any{"spec", "agent"}, "spec.agent: must be one of argocd, flux, sveltos (got \"flx\")\n    did you mean \"flux\"?"},
		{int64(5), []any{"metadata", "name"}, "metadata.name: must be a string (got number 5)\n    quote it: \"5\""},
		{map[string]any{"a b": "c"}, []any{"spec", "clusters", 0, "labels"}, "spec.clusters[0].labels: the key \"a b\" must be the key of a Kubernetes label, such as region or example.com/region"},
	} {
		if got := r.Check(c.value, c.path...).Error(); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	if got := r.CheckConfig("metallb", []any{"x"}, "addresses").Error(); !strings.HasPrefix(got, "spec.components.metallb.config.addresses[0]: must be a range of addresses") {
		t.Errorf("got %q", got)
	}
	if got := r.CheckConfig("metallb", []any{"192.0.2.0/28"}, "addresses"); got != nil {
		t.Errorf("got %q", got)
	}
}

// TestWhatInitAsksExists: the catalog names settings that there are, and proposes
// components for what they provide.
func TestWhatInitAsksExists(t *testing.T) {
	r := rulesOf(t)
	asked, chosen := 0, 0
	for _, c := range r.Components() {
		for _, name := range c.Init.Ask {
			var path []any
			for step := range strings.SplitSeq(name, ".") {
				path = append(path, step)
			}
			if f, err := r.ConfigField(c.Name, "small", nil, path...); err != nil || f.Doc == "" {
				t.Errorf("%s: %+v, %v", c.Name, f, err)
			}
			asked++
		}
		for _, capability := range c.Init.Proposed {
			if !slices.Contains(c.Provides, capability) {
				t.Errorf("%s is proposed for %s, which it does not provide", c.Name, capability)
			}
		}
		if c.Init.Chosen {
			chosen++
		}
	}
	if asked == 0 || chosen == 0 {
		t.Errorf("%d settings are asked for, %d components chosen", asked, chosen)
	}
}

// TestReadAnswers: every answer has its place; what is no plain YAML is refused.
func TestReadAnswers(t *testing.T) {
	answers, err := ReadAnswers("a.yaml", []byte("# head\nname: acme\nclusters:\n  - hub\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range answers {
		got = append(got, fmt.Sprintf("%s %s=%v %s", a.Key, a.Name, a.Value, a.Position))
	}
	if diff := cmp.Diff([]string{"a.yaml:2:1 name=acme a.yaml:2:7", "a.yaml:3:1 clusters=[hub] a.yaml:3:1"}, got); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	for text, want := range map[string]string{
		"a: 1\na: 2\n":        `a.yaml:2:1: the key "a" occurs twice`,
		"- a\n":               "a.yaml:1:1: must hold fields",
		"a: !x 1\n":           "a.yaml:1:4: the tag !x is not supported",
		"a: [\n":              "a.yaml:",
		"a: 1\n---\nb: 2\n":   "a.yaml:2:1: a second document begins here",
		"\xff\xfea\x00":       "a.yaml:1:1: is UTF-16",
		"<<: {a: 1}\nb: {}\n": "a.yaml:1:1: merge keys",
	} {
		if _, err := ReadAnswers("a.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if answers, err := ReadAnswers("a.yaml", []byte("# nothing\n")); err != nil || len(answers) != 0 {
		t.Errorf("got %v, %v", answers, err)
	}
}
