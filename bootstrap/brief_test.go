package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhatALookInBriefSays: the first thing that is not in order, by what the agent says.
func TestWhatALookInBriefSays(t *testing.T) {
	well, works := Verdict{Sync: "Ready", fine: true}, Verdict{Sync: "Reconciling"}
	for want, c := range map[string]ClusterReport{
		"cluster hub, unit page: Reconciling":      {Verdict: works, Units: []UnitReport{{Name: "info", Verdict: well}, {Name: "page", Verdict: works}}},
		"cluster hub: Reconciling":                 {Verdict: works, Units: []UnitReport{{Name: "info", Verdict: well}}},
		"cluster hub is not yet at 01234567":       {Verdict: well},
		"cluster hub, unit page: Missing, Missing": {Units: []UnitReport{{Name: "page", Verdict: missing()}}},
	} {
		c.Name = "hub"
		if got := lacking(c, "0123456789").Cause; got != want {
			t.Errorf("it says %q, not %q", got, want)
		}
	}
}

// TestClientsAreKept for as long as a cluster is reached in the same way.
func TestClientsAreKept(t *testing.T) {
	opts := Briefly(Options{Platform: &platform.Platform{}})
	access := func(server string) Access {
		return Access{Context: "c", Kubeconfig: []byte(`{"apiVersion":"v1","kind":"Config","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],"users":[{"name":"u","user":{}}],"clusters":[{"name":"c","cluster":{"server":"` + server + `"}}]}`)}
	}
	first, err := opts.clientFor(access("http://127.0.0.1:1"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := opts.clientFor(access("http://127.0.0.1:1")); err != nil || again != first {
		t.Errorf("the same cluster is connected to anew (%v)", err)
	}
	if moved, err := opts.clientFor(access("http://127.0.0.1:2")); err != nil || moved == first {
		t.Errorf("a cluster that moved is not (%v)", err)
	}
	for name, other := range map[string]Options{"others": {}, "what changes clusters": {clients: opts.clients, conduct: &conduct{lease: &lease{}}}} {
		if client, err := other.clientFor(access("http://127.0.0.1:1")); err != nil || client == first {
			t.Errorf("%s share the client (%v)", name, err)
		}
	}
}

// TestFollowing is being told what the newest commit holds, also where units are not there yet; who is held against it may
// differ from it.
func TestFollowing(t *testing.T) {
	at := func(commit string) Verdict { return Verdict{Sync: "Ready", Commit: commit, fine: true} }
	for _, tt := range []struct {
		name              string
		clusters          []ClusterReport
		compares, follows bool
	}{
		{"all do", []ClusterReport{{Verdict: at("new"), Units: []UnitReport{{Verdict: missing()}}}, {Verdict: at("new")}}, true, true},
		{"one does not", []ClusterReport{{Verdict: at("new")}, {Verdict: at("old")}}, false, false},
		{"one is at work", []ClusterReport{{Verdict: Verdict{Sync: "Reconciling", Commit: "new"}}}, true, false},
		{"one of a ring at its own revision", []ClusterReport{{Verdict: at("ring"), Commit: "ring"}}, true, true},
		{"one of a ring at another", []ClusterReport{{Verdict: at("old"), Commit: "ring"}}, false, false},
		{"nothing is known", nil, false, false},
	} {
		r := &Report{Commit: "new", Clusters: tt.clusters}
		if compares, follows := r.Compares(), r.Follows(); compares != tt.compares || follows != tt.follows {
			t.Errorf("%s: compares %v, follows %v", tt.name, compares, follows)
		}
	}
}
