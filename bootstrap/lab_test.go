package bootstrap

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestWhichRepositoriesALabServes(t *testing.T) {
	local := gitHost{cluster: "one", address: netip.IPv4Unspecified()}
	kind := gitHost{cluster: "two", address: netip.MustParseAddr("172.18.0.1")}
	desktop := gitHost{cluster: "three", address: netip.MustParseAddr("192.168.65.254"), name: "host.docker.internal"}
	for _, test := range []struct {
		url   string
		hosts []gitHost
		at    string // where it is served
		wrong string
	}{
		{"http://127.0.0.1:3000/acme.git", []gitHost{local}, "127.0.0.1:3000", ""},
		{"http://[::1]:3000/acme", []gitHost{local}, "[::1]:3000", ""},
		{"http://127.0.0.1/acme.git", []gitHost{local}, "", ""},
		{"https://127.0.0.1:3000/acme.git", []gitHost{local}, "", ""},
		{"http://git.example.com:3000/acme.git", []gitHost{local}, "", ""},
		{"http://192.0.2.1:3000/acme.git", []gitHost{local}, "", ""},
		{"http://127.0.0.1:3000/a/b.git", []gitHost{local}, "", ""},
		{"http://127.0.0.1:3000/", []gitHost{local}, "", ""},
		{"ssh://git@127.0.0.1:22/acme.git", []gitHost{local}, "", ""},
		{"http://172.18.0.1:3000/acme.git", []gitHost{kind}, "172.18.0.1:3000", ""},
		{"http://172.18.0.1:3000/acme.git", []gitHost{local, kind}, "172.18.0.1:3000", ""},
		{"http://172.18.0.1:3000/acme.git", []gitHost{local}, "", ""},
		{"http://172.19.0.1:3000/acme.git", []gitHost{kind}, "", ""},
		{"https://git.example.com/acme.git", []gitHost{kind}, "", ""},
		{"http://127.0.0.1:3000/acme.git", []gitHost{local, kind}, "", "url: http://172.18.0.1:3000/acme.git"},
		{"http://host.docker.internal:3000/acme.git", []gitHost{desktop}, "127.0.0.1:3000", ""},
		{"http://host.docker.internal:3000/acme.git", []gitHost{kind}, "", ""},
		{"http://192.168.65.254:3000/acme.git", []gitHost{desktop}, "", ""},
		{"http://127.0.0.1:3000/acme.git", []gitHost{desktop}, "", "this machine is host.docker.internal for it: write url: http://host.docker.internal:3000/acme.git"},
	} {
		at := ""
		repository, ok := parseRepository(test.url)
		where, err := repository.served(test.hosts)
		if ok && where.IsValid() {
			at = where.String()
		}
		if at != test.at {
			t.Errorf("%s: served at %q", test.url, at)
		}
		if ok && (err != nil || test.wrong != "") && (err == nil || test.wrong == "" || !strings.Contains(err.Error(), test.wrong)) {
			t.Errorf("%s: got %v", test.url, err)
		}
	}
}

func TestWhereCommitsAreShown(t *testing.T) {
	for repository, want := range map[string]string{
		"http://127.0.0.1:3000/acme.git":            "http://127.0.0.1:3000/",
		"http://[::1]:3000/acme.git":                "http://[::1]:3000/",
		"http://172.18.0.1:3000/acme.git":           "http://172.18.0.1:3000/",
		"http://host.docker.internal:3000/acme.git": "http://127.0.0.1:3000/",
		"http://git.example.com:3000/acme.git":      "",
		"http://192.0.2.1:3000/acme.git":            "",
		"https://git.example.com/acme.git":          "",
	} {
		if got := webAddress(repository); got != want {
			t.Errorf("%s: %q, not %q", repository, got, want)
		}
	}
}

func TestSecretNeeds(t *testing.T) {
	v := &platform.Variant{Component: &platform.Component{Name: "dashboards", Namespace: "monitoring"}, Secrets: []platform.SecretNeed{
		{Name: "admin", Keys: []string{"password"}, By: "bootstrap"}, {Name: "mail", Keys: []string{"password"}, By: "user"},
	}}
	v.Units = []*platform.Unit{{Name: "dashboards", Variant: v}, {Name: "dashboards-config", Variant: v}}
	c := &platform.Cluster{Placements: []platform.Placement{{Unit: v.Units[0]}, {Unit: v.Units[1]}}}
	needs := secretNeeds(c, &platform.Agent{Component: "argo-cd"})
	if len(needs) != 1 || needs[0].Name != "admin" || needs[0].Namespace != "monitoring" {
		t.Errorf("got %v", needs)
	}
	if needs := secretNeeds(c, &platform.Agent{Component: "dashboards", Secrets: []platform.RandomSecret{{Name: "admin"}}}); len(needs) != 0 {
		t.Errorf("the agent's own secrets are made earlier, got %v", needs)
	}
}
