package wizard

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/catalog"
)

// person says what a test tells them to, and notes what they were asked.
type person struct {
	// says are what is said to each question, one after the other; nothing where there is none.
	says map[string][]string
	// heard are the questions, with what was proposed and complained about.
	heard []string
}

// goBack is what a person says to go back, away to leave.
const (
	goBack = "<"
	away   = "!"
)

var errAway = errors.New("away")

func (p *person) Ask(_ context.Context, q Question, proposed []string, complaint string) ([]string, error) {
	heard := q.Name
	if len(proposed) > 0 {
		heard += " (" + strings.Join(proposed, " ") + ")"
	}
	if complaint != "" {
		heard += " ✗ " + complaint
	}
	p.heard = append(p.heard, heard)
	said, ok := p.next(q.Name)
	switch {
	case said == goBack:
		return nil, ErrBack
	case said == away:
		return nil, errAway
	case !ok && q.Kind == KindSeveral:
		return proposed, nil
	case q.Kind == KindSeveral:
		return items(said), nil
	}
	return []string{said}, nil
}

func (p *person) Review(context.Context, *Result) error {
	p.heard = append(p.heard, "review")
	switch said, _ := p.next("review"); said {
	case goBack:
		return ErrBack
	case away:
		return errAway
	}
	return nil
}

func (p *person) next(name string) (string, bool) {
	says := p.says[name]
	if len(says) == 0 {
		return "", false
	}
	p.says[name] = says[1:]
	return says[0], true
}

// TestAPersonIsAsked: invalid answers are asked again, going back keeps what was
// said, and what is given is not asked.
func TestAPersonIsAsked(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	basics := map[string][]string{"name": {"acme"}, "repository.url": {"https://git.example.com/a.git"}, "domain": {"example.com"}}
	for _, c := range []struct {
		name, given string
		defaults    bool
		says        map[string][]string
		heard       []string
		holds       string
	}{
		{"only what is missing", "agent: flux\nrepository.url: https://git.example.com/a.git\n", true, nil,
			[]string{"name", "domain", "review"}, "agent: flux"},
		{"an invalid answer", needed, false, map[string][]string{"repository.branch": {"a..b"}, "clusters": {"Hub", "hub, hub"}, "clusters.hub.labels": {"x", "a=b"}},
			[]string{"agent (argocd)", "topology (hub)", "repository.branch (main)", "repository.branch (main) ✗ must be a branch: letters, digits, dots, dashes, underscores and slashes (got \"a..b\")",
				"repository.path ()", "profile (small)", "capabilities (namespaces)", "components (platform-info sample)", "credentials",
				"clusters (hub)", "clusters (hub) ✗ must be a DNS label: lower case letters, digits and dashes, at most 40 characters (got \"Hub\"); The cluster's name, a DNS label; root is taken by the agent.",
				"clusters (hub) ✗ there are two clusters named \"hub\"", "clusters.hub.provider (existing)", "clusters.hub.labels ()",
				"clusters.hub.labels () ✗ must be written as key=value, with commas between (got \"x\")", "clusters.hub.context", "review"}, "a: b"},
		{"back keeps what was said", needed + "agent: flux\ntopology: hub\nrepository.branch: main\nrepository.path: \"\"\nprofile: lab\ncomponents: []\ncredentials: []\nclusters: [hub]\nclusters.hub.provider: kind\n", false,
			map[string][]string{"capabilities": {"load-balancer", goBack, "load-balancer,ingress"}, "config.metallb.mode": {"bgp", "l2"}, "config.metallb.addresses": {"192.0.2.0/28", goBack, ""}, "config.metallb.bgp.asn": {goBack, "1"}, "clusters.hub.labels": {goBack}, "review": {goBack}},
			[]string{"capabilities (namespaces)", "config.metallb.mode (l2)", "config.metallb.bgp.asn", "config.metallb.mode (bgp)", "config.metallb.addresses", "clusters.hub.labels ()",
				"config.metallb.addresses (192.0.2.0/28)", "config.metallb.mode (l2)", "config.metallb.addresses (192.0.2.0/28)", "clusters.hub.labels ()", "review", "clusters.hub.labels ()", "review"}, "192.0.2.0/28"},
		{"what is wrong at the end is asked again", needed + "agent: flux\ntopology: hub\nrepository.branch: main\nrepository.path: \"\"\nprofile: lab\ncapabilities: []\ncomponents: []\nclusters: [hub, eu]\nclusters.*.provider: existing\nclusters.*.labels: {}\nclusters.*.context: \"\"\ncredentials: []\n", false,
			map[string][]string{"clusters.eu.server": {"", "https://eu.example.com"}},
			[]string{"clusters.eu.server", "clusters.eu.server ✗ nothing says how the hub reaches cluster eu; give it a server, or credentials that refer to the Secret with address and credential", "review"}, "server: https://eu.example.com"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &person{says: maps.Clone(basics)}
			maps.Copy(p.says, c.says)
			r, err := w.Ask(t.Context(), givenOf(t, c.given), c.defaults, p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.heard, p.heard); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
			if !strings.Contains(string(r.Text), c.holds) {
				t.Errorf("there is no %q in\n%s", c.holds, r.Text)
			}
		})
	}
}

// TestLeavingIsLeaving, wherever it happens.
func TestLeavingIsLeaving(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	for _, name := range []string{"name", "capabilities", "clusters.hub.context", "review"} {
		p := &person{says: map[string][]string{"name": {"acme"}, "repository.url": {"https://git.example.com/a.git"}, "domain": {"example.com"}}}
		p.says[name] = []string{away}
		r, err := w.Ask(t.Context(), Given{}, false, p)
		if last := p.heard[len(p.heard)-1]; r != nil || !errors.Is(err, errAway) || !strings.HasPrefix(last, name) {
			t.Errorf("%s: got %v, %v after %s", name, r, err, last)
		}
	}
}

// TestWhatPeopleType: how each kind of answer is read and written.
func TestWhatPeopleType(t *testing.T) {
	for _, c := range []struct {
		q        Question
		said     []string
		proposed any
		want     string
	}{
		{Question{Kind: "text"}, []string{" a "}, "b", `a`},
		{Question{Kind: "text"}, []string{""}, "b", `b`},
		{Question{Kind: "text"}, []string{"-"}, "b", `-`},
		{Question{Kind: "text", Optional: true}, []string{"-"}, "b", ``},
		{Question{Kind: "text"}, nil, nil, `error: is required`},
		{Question{Kind: "number"}, []string{"64512"}, nil, `64512`},
		{Question{Kind: "number"}, []string{"x"}, nil, `error: must be a number (got "x")`},
		{Question{Kind: "bool"}, []string{"no"}, nil, `false`},
		{Question{Kind: "texts"}, []string{"a,, b ,"}, nil, `[a b]`},
		{Question{Kind: "names", Optional: true}, []string{""}, nil, `[]`},
		{Question{Kind: "pairs"}, []string{"b=2, a/c = x=y"}, nil, `map[a/c:x=y b:2]`},
		{Question{Kind: "pairs"}, []string{"b"}, nil, `error: must be written as key=value, with commas between (got "b")`},
		{Question{Kind: "any"}, []string{"{a: [1, x]}"}, nil, `map[a:[1 x]]`},
		{Question{Kind: "any"}, []string{"{a: "}, nil, `error: `},
		{Question{Kind: KindSeveral}, []string{"a", "b"}, nil, `[a b]`},
		{Question{Kind: KindSeveral}, nil, []any{"a"}, `[]`},
	} {
		got, err := c.q.Read(c.said, c.proposed)
		text := fmt.Sprint(got)
		if err != nil {
			text = "error: " + err.Error()
		}
		if text != c.want && !(err != nil && c.want == "error: ") {
			t.Errorf("%s %q: got %s, want %s", c.q.Kind, c.said, text, c.want)
		}
	}
}

// TestTheSummary adds up what every cluster runs, and names what is still missing.
func TestTheSummary(t *testing.T) {
	w := wizardOf(t, catalog.FS)
	r, err := w.Replay(givenOf(t, needed+`profile: lab
capabilities: [certificates, metrics]
components: []
config.cert-manager.issuer.kind: ca
credentials: [git, pull]
credentials.git.env.username: ""
credentials.pull.url: oci://registry.example.com
credentials.pull.from: prompt
clusters: [hub, eu]
clusters.hub.provider: kind
clusters.eu.server: https://eu.example.com
`), "")
	if err != nil {
		t.Fatal(err)
	}
	s := r.Summary
	var needs []string
	for _, n := range s.Needs {
		needs = append(needs, n.What)
	}
	want := []string{"variable GIT_PASSWORD", "an answer on the terminal", "an answer on the terminal", "context of cluster eu", "Secret cert-manager/issuer-ca, tls.crt, tls.key"}
	if diff := cmp.Diff(want, needs); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if len(s.Footprints) != 2 || s.Profile != "lab" || !slices.Equal(s.Profiles, []string{"lab", "small", "production"}) {
		t.Fatalf("got %+v", s)
	}
	cpu, memory := s.Footprints[0].ByProfile["lab"].CPU, s.Footprints[0].ByProfile["lab"].Memory
	if sum := sumOf(t, "lab", "cert-manager", "kube-prometheus-stack"); cpu+" "+memory != sum || s.Footprints[0].Cluster != "eu" {
		t.Errorf("%s is asked for %s %s, not %s", s.Footprints[0].Cluster, cpu, memory, sum)
	}
}

// sumOf adds up by hand what components ask for.
func sumOf(t *testing.T, profile string, components ...string) string {
	t.Helper()
	var millis, mebis int
	for _, c := range wizardOf(t, catalog.FS).components {
		if !slices.Contains(components, c.Name) {
			continue
		}
		var m, mi int
		if _, err := fmt.Sscanf(c.Footprint[profile].CPU+" "+c.Footprint[profile].Memory, "%dm %dMi", &m, &mi); err != nil {
			t.Fatal(err)
		}
		millis, mebis = millis+m, mebis+mi
	}
	return fmt.Sprintf("%dm %dMi", millis, mebis)
}
