package wizard

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// needed are answers that have no default.
const needed = "name: acme\nrepository.url: https://git.example.com/acme/platform.git\ndomain: platform.example.com\n"

func sourcesOf(t testing.TB, components fs.FS) generator.Sources {
	t.Helper()
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	return generator.Sources{Schemas: schemas.FS, Catalog: components, Agents: agents, Templates: templates.FS, Providers: []string{"existing", "kind", "local"}}
}

func wizardOf(t *testing.T, components fs.FS) *Wizard {
	t.Helper()
	w, err := New(sourcesOf(t, components))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func givenOf(t *testing.T, text string) Given {
	t.Helper()
	answers, err := load.ReadAnswers("answers.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out := Given{}
	for _, a := range answers {
		out[a.Name] = a
	}
	return out
}

// TestWhatIsAsked: the order of questions, and which answers bring which.
func TestWhatIsAsked(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	basics := "name agent topology repository.url repository.branch repository.path domain profile capabilities components "
	for _, c := range []struct{ given, want string }{
		{"", basics + "credentials clusters clusters.hub.provider clusters.hub.labels clusters.hub.context"},
		{"topology: standalone\n", basics + "credentials clusters clusters.main.provider clusters.main.labels clusters.main.context"},
		{"capabilities: [load-balancer, certificates]\nconfig.cert-manager.issuer.kind: acme\ncredentials: []\nclusters: [a]\nclusters.a.provider: kind\n",
			basics + "config.metallb.mode config.metallb.addresses config.cert-manager.issuer.kind config.cert-manager.issuer.email credentials clusters clusters.a.provider clusters.a.labels"},
		{"capabilities: [secrets]\nconfig.external-secrets.stores: [v]\nconfig.external-secrets.stores.v.kind: aws\nclusters: [a]\nclusters.*.provider: local\n",
			basics + "config.external-secrets.stores config.external-secrets.stores.v.kind config.external-secrets.stores.v.aws.region credentials clusters clusters.a.provider clusters.a.labels"},
		{"repository.url: ssh://git@git.example.com/a.git\ncredentials: [git]\ncredentials.git.from: file\nclusters: [h, s]\nclusters.*.provider: kind\nclusters.s.provider: existing\n",
			basics + "credentials credentials.git.url credentials.git.from credentials.git.file.sshPrivateKey credentials.git.file.knownHosts " +
				"clusters clusters.h.provider clusters.h.labels clusters.s.provider clusters.s.labels clusters.s.context clusters.s.server"},
		{"credentials: [pull]\ncredentials.pull.from: prompt\nclusters: [a]\nclusters.*.provider: kind\n", basics + "credentials credentials.pull.url credentials.pull.from clusters clusters.a.provider clusters.a.labels"},
	} {
		var got []string
		for _, q := range w.interview(givenOf(t, c.given).values()).questions {
			got = append(got, q.Name)
			if q.Help == "" || q.Ask == "" || q.check == nil {
				t.Errorf("%s has no help, no text or no rule: %+v", q.Name, q)
			}
		}
		if diff := cmp.Diff(strings.Fields(c.want), got); diff != "" {
			t.Errorf("%s(- want, + got)\n%s", c.given, diff)
		}
	}
}

// TestDefaultsAreGood: whatever a question proposes, its own rule takes.
func TestDefaultsAreGood(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	all := "capabilities: [certificates, dns, ingress, load-balancer, metrics, policy, reload, resource-metrics, secrets]\n" +
		"credentials: [git, helm, oci, pull, ca]\nclusters: [a, b]\n"
	for _, q := range w.interview(givenOf(t, needed+all).values()).questions {
		if q.Default == nil || q.Optional && empty(q.Default) {
			continue
		}
		if problems := q.check(q.Default); len(problems) > 0 {
			t.Errorf("%s proposes %v: %v", q.Name, q.Default, problems)
		}
		if got, err := q.Read(q.Write(q.Default), nil); err != nil || !cmp.Equal(got, q.Default) {
			t.Errorf("%s proposes %v, which reads as %v, %v", q.Name, q.Default, got, err)
		}
	}
}

// TestTheSameAnswersGiveTheSamePlatform, and so do those that were saved of them.
func TestTheSameAnswersGiveTheSamePlatform(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	for _, given := range []string{
		"",
		"topology: standalone\nagent: sveltos\nrepository.path: platforms/acme\nclusters: [eu, us]\nclusters.*.labels: {environment: production, region: eu}\n",
		"capabilities: []\ncomponents: []\nclusters.hub.context: \"kind: hub\"\n",
		"capabilities: [ingress]\ncomponents: []\n",
		`agent: flux
profile: production
capabilities: [certificates, dns, ingress, load-balancer, secrets]
config.cert-manager.issuer.kind: acme
config.cert-manager.issuer.email: ops@example.com
config.metallb.mode: bgp
config.metallb.addresses: [192.0.2.1-192.0.2.9]
config.metallb.bgp.asn: 64512
config.metallb.bgp.peers: [tor]
config.metallb.bgp.peers.tor.address: 192.0.2.254
config.metallb.bgp.peers.tor.asn: 64513
config.external-dns.provider: pdns
config.external-dns.pdns.server: https://pdns.example.com
config.external-secrets.stores: [v, custom]
config.external-secrets.stores.v.kind: vault
config.external-secrets.stores.v.vault.server: https://vault.example.com
config.external-secrets.stores.custom.kind: custom
config.external-secrets.stores.custom.custom.provider: {fake: {data: [{key: a, value: "true"}]}}
credentials: [git, pull]
credentials.pull.url: oci://registry.example.com
credentials.pull.from: prompt
clusters: [hub, eu-1]
clusters.hub.provider: kind
clusters.eu-1.server: https://eu-1.example.com:6443
`,
	} {
		first, err := w.Replay(givenOf(t, needed+given), "answers.yaml")
		if err != nil {
			t.Errorf("%s\n%v", given, err)
			continue
		}
		saved, err := first.Answers()
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Replay(givenOf(t, string(saved)), "saved.yaml")
		if err != nil {
			t.Errorf("%s\n%v", saved, err)
			continue
		}
		again, err := second.Answers()
		if err != nil || !bytes.Equal(saved, again) || !bytes.Equal(first.Text, second.Text) {
			t.Errorf("%v\n%s", err, cmp.Diff(string(first.Text)+string(saved), string(second.Text)+string(again)))
		}
		if _, err := generator.Try(w.src, first.Text); err != nil {
			t.Error(err)
		}
	}
}

// TestChosenComponentsAreWritten, also where none besides is.
func TestChosenComponentsAreWritten(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	r, err := w.Replay(givenOf(t, needed+"capabilities: [ingress]\ncomponents: []\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(r.Text); !strings.Contains(text, "\n    traefik: {}\n") || strings.Contains(text, "sample") {
		t.Errorf("got %s", text)
	}
}

// TestEveryComponentCanBeChosen: a platform with it is good, or lacks nothing but
// what only the user can know and is asked for.
func TestEveryComponentCanBeChosen(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	for _, c := range w.components {
		var missing *Missing
		if _, err := w.Replay(givenOf(t, needed+"capabilities: []\ncomponents: ["+c.Name+"]\n"), ""); err != nil && !errors.As(err, &missing) {
			t.Errorf("%s: %v", c.Name, err)
		}
		if missing == nil {
			continue
		}
		for _, q := range missing.Questions {
			if !strings.HasPrefix(q.Name, "config."+c.Name+".") || q.Help == "" {
				t.Errorf("%s lacks %s: %s", c.Name, q.Name, q.Help)
			}
		}
	}
}

// several is a catalog in which two provide ingress, and one needs what another provides.
func several(proposed string) fs.FS {
	component := func(name, more string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package component\nname: \"" + name + "\"\ntitle: \"" + strings.ToUpper(name) + "\"\nsummary: \"Does " + name + ".\"\n" +
			"category: \"networking\"\nnamespace: \"test\"\nsource: files: version: \"1.0.0\"\n" + more)}
	}
	out := fstest.MapFS{
		"alpha/component.cue": component("alpha", "provides: [\"ingress\"]\nexclusive: [\"ingress\"]\n"),
		"beta/component.cue":  component("beta", "provides: [\"ingress\"]\nexclusive: [\"ingress\"]\n"+proposed),
		"gate/component.cue":  component("gate", "provides: [\"sign-in\"]\nrequires: [\"ingress\", \"postgres\"]\n"),
		"pg/component.cue":    component("pg", "provides: [\"postgres\"]\n"),
	}
	for _, name := range []string{"argo-cd", "flux", "sveltos"} {
		out[name+"/component.cue"] = component(name, "provides: [\"gitops-agent\"]\n")
		out[name+"/component.cue"].Data = bytes.Replace(out[name+"/component.cue"].Data, []byte(`"networking"`), []byte(`"agent"`), 1)
	}
	return out
}

// TestProductsAreRecommended: which of several components is asked only where
// there are several, and the catalog recommends one or none.
func TestProductsAreRecommended(t *testing.T) {
	w := wizardOf(t, several(`init: proposed: ["ingress"]`))
	r, err := w.Replay(givenOf(t, needed+"capabilities: [sign-in]\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	text := string(r.Text)
	for _, want := range []string{"beta: {}", "gate: {}", "pg: {}", "# PG: Does pg. GATE needs it."} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "alpha: {}") {
		t.Errorf("both are there:\n%s", text)
	}
	i := w.interview(givenOf(t, "capabilities: [ingress]\nproviders.ingress: alpha\n").values())
	n := slices.IndexFunc(i.questions, func(q Question) bool { return q.Name == "providers.ingress" })
	if diff := cmp.Diff([]Choice{{"beta", "recommended; Does beta."}, {"alpha", "Does alpha."}}, i.questions[n].Choices); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if !slices.Equal(i.chosen, []string{"alpha"}) {
		t.Errorf("chosen are %v", i.chosen)
	}
	var missing *Missing
	_, err = wizardOf(t, several("")).Replay(givenOf(t, needed+"capabilities: [ingress]\n"), "")
	if !errors.As(err, &missing) || len(missing.Questions) != 1 || missing.Questions[0].Name != "providers.ingress" {
		t.Errorf("got %v", err)
	}
}

// TestReplayNamesWhatIsWrong with its place, all at once.
func TestReplayNamesWhatIsWrong(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	for _, c := range []struct {
		given string
		want  []string
	}{
		{"agent: flux\n", []string{"answers.yaml: name: is not answered", "answers.yaml: repository.url: is not answered", "answers.yaml: domain: is not answered"}},
		{needed + "capabilities: [load-balancer]\n", []string{"answers.yaml: config.metallb.addresses: is not answered"}},
		{needed + "nmae: acme\nconfig.metallb.addresses: [192.0.2.0/28]\n", []string{
			`answers.yaml:4:1: there is no question "nmae"`, `did you mean "name"?`,
			`answers.yaml:5:1: there is no question "config.metallb.addresses"`, "with these answers it is not asked"}},
		{needed + "agent: flx\ncapabilities: [certifcates]\nclusters: hub\nclusters.*.labels: {a: 5}\n", []string{
			"answers.yaml:4:8: spec.agent: must be one of argocd, flux, sveltos", "answers.yaml:5:15: capabilities: there is no capability \"certifcates\"",
			"answers.yaml:6:11: clusters: must be a list"}},
		{needed + "components: [sampel]\n", []string{`answers.yaml:4:13: spec.components.sampel: no catalog has a component "sampel"`, `did you mean "sample"?`}},
		{"name: sampel\nrepository.url: https://git.example.com/a.git\ndomain: example.com\ncomponents: [sampel]\n", []string{`answers.yaml:4:13: spec.components.sampel: no catalog has a component "sampel"`}},
		{needed + "clusters: [hub, eu-1]\n", []string{"spec.clusters[1]: nothing says how the hub reaches cluster eu-1"}},
		{needed + "clusters: []\n", []string{"answers.yaml:4:11: clusters: there is no cluster"}},
		{needed + "credentials: [git]\ncredentials.git.env.username: \"\"\ncredentials.git.env.password: \"\"\n", []string{"spec.credentials[0].from"}},
		{needed + "credentials: [git]\ncredentials.git.env.password: hunter 2\n", []string{"answers.yaml:5:31: spec.credentials[0].from.env.password: must be the name of an environment variable"}},
		{needed + "name2: null\nagent: null\n", []string{"answers.yaml:5:8: spec.agent: must be one of", `there is no question "name2"`}},
	} {
		_, err := w.Replay(givenOf(t, c.given), "answers.yaml")
		if err == nil {
			t.Errorf("%s is taken", c.given)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s\ngot  %s\nwant %s", c.given, err, want)
			}
		}
	}
}
