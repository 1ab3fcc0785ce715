package bootstrap

import (
	"errors"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func clusters(agents string, all ...string) *platform.Platform {
	p := &platform.Platform{}
	for _, name := range all {
		p.Clusters = append(p.Clusters, &platform.Cluster{Name: name, RunsAgent: strings.Contains(agents, name)})
	}
	return p
}

func names(cs []*platform.Cluster) string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Name)
	}
	return strings.Join(out, " ")
}

func TestWhichClustersAreMeant(t *testing.T) {
	hub := clusters("hub", "far", "hub", "near")
	alone := clusters("far hub near", "far", "hub", "near")
	for _, tt := range []struct {
		name     string
		platform *platform.Platform
		cluster  string
		hosts    string // those that bootstrap brings in
		views    string // those that status asks, each with the clusters it asks about
		wrong    string
	}{
		{"a hub brings in itself and is asked about all", hub, "", "hub", "hub: far hub near", ""},
		{"the hub by name", hub, "hub", "hub", "hub: hub", ""},
		{"a spoke is only looked at", hub, "near", "", "hub: near", "cluster near runs no agent: hub drives it\n    bring in the hub: slipway bootstrap --cluster hub"},
		{"each brings in itself", alone, "", "far hub near", "far: far, hub: hub, near: near", ""},
		{"one of them", alone, "near", "near", "near: near", ""},
		{"a name that is nearly one", alone, "hab", "", "", "there is no cluster \"hab\"\n    did you mean \"hub\"?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := Options{Platform: tt.platform, Cluster: tt.cluster}
			hosts, err := hostsOf(opts)
			if got := names(hosts); got != tt.hosts {
				t.Errorf("bootstrap brings in %q", got)
			}
			if (err != nil || tt.wrong != "") && (err == nil || err.Error() != tt.wrong) {
				t.Errorf("got %v", err)
			}
			if wrong := (problem.Problems{}); err != nil && !errors.As(err, &wrong) {
				t.Errorf("%v is not about the input", err)
			}
			seen, _ := views(opts, 0)
			var asked []string
			for _, v := range seen {
				asked = append(asked, v.host.Name+": "+names(v.about))
			}
			if got := strings.Join(asked, ", "); got != tt.views {
				t.Errorf("status asks %q", got)
			}
		})
	}
}

func TestAClusterDrivesItselfAndThoseWithoutAnAgent(t *testing.T) {
	for _, tt := range []struct {
		platform *platform.Platform
		want     string
	}{
		{clusters("hub", "far", "hub", "near"), "far hub near"},
		{clusters("far hub near", "far", "hub", "near"), "hub"},
	} {
		s := &session{host: tt.platform.Cluster("hub"), Options: Options{Platform: tt.platform}}
		if got := names(s.driven()); got != tt.want {
			t.Errorf("hub drives %q, not %q", got, tt.want)
		}
	}
}
