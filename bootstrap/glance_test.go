package bootstrap

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhatIsLookedAtAgainIsNotOutOfOrder: each object says in turn that the agent
// is at work, as it does at every interval, and never all are in order at once.
func TestWhatIsLookedAtAgainIsNotOutOfOrder(t *testing.T) {
	well, works, broken := Verdict{Sync: "Ready", fine: true}, Verdict{Sync: "Reconciling", patience: 1}, Verdict{Sync: "NotReady"}
	late, there := works, works
	late.Commit, there.Commit = "old", "new"
	for _, tt := range []struct {
		name  string
		says  map[string][]Verdict // the last for ever
		want  map[string]Verdict
		after time.Duration
		now   bool // somebody waits for the answer
	}{
		{"all in order", map[string][]Verdict{"a": {well, works}, "b": {well}}, map[string]Verdict{"a": well, "b": well}, 0, false},
		{"one after the other at work", map[string][]Verdict{"a": {well, works}, "b": {works, well, works}, "c": {works, works, well, works}},
			map[string]Verdict{"a": well, "b": well, "c": well}, 2 * poll, false},
		{"one at work for ever", map[string][]Verdict{"a": {well}, "b": {works}}, map[string]Verdict{"a": well, "b": works}, secondLooks * poll, false},
		{"what fails is at work between its tries", map[string][]Verdict{"a": {works, broken, works}}, map[string]Verdict{"a": broken}, poll, false},
		{"what is broken is believed", map[string][]Verdict{"a": {broken, well}}, map[string]Verdict{"a": broken}, 0, false},
		{"one is behind", map[string][]Verdict{"a": {well}, "b": {late, works}}, map[string]Verdict{"a": well, "b": late}, 0, true},
		{"one is behind, and another looked at again", map[string][]Verdict{"a": {there, well}, "b": {late, well}}, map[string]Verdict{"a": well, "b": late}, poll, true},
		{"at the commit, and at work", map[string][]Verdict{"a": {well}, "b": {there, well}}, map[string]Verdict{"a": well, "b": well}, poll, true},
		{"a tenant's own commit, and at work", map[string][]Verdict{"a": {well}, "shop": {late, well}}, map[string]Verdict{"a": well, "shop": well}, poll, true},
		{"watched until it is there", map[string][]Verdict{"a": {late, there, well}}, map[string]Verdict{"a": well}, 2 * poll, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var refs []kube.Ref
				for name := range tt.says {
					refs = append(refs, kube.Ref{Name: name})
				}
				v := &view{commits: map[string]string{"main": "new"}, about: []*platform.Cluster{withTenant("shop")}}
				agent := &platform.Agent{Tenants: platform.AgentTenants{Chain: []platform.Ref{{Name: "$tenant"}}}}
				start := time.Now()
				got, err := glance(t.Context(), refs, secondLooks, v.behind(Options{Agent: agent, now: tt.now}), func(_ context.Context, refs []kube.Ref) (map[kube.Ref]Verdict, error) {
					out := map[kube.Ref]Verdict{}
					for _, r := range refs {
						all := tt.says[r.Name]
						if len(all) > 1 {
							tt.says[r.Name] = all[1:]
						}
						out[r] = all[0]
					}
					return out, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for name, want := range tt.want {
					if got[kube.Ref{Name: name}] != want {
						t.Errorf("%s is %v, not %v", name, got[kube.Ref{Name: name}], want)
					}
				}
				if took := time.Since(start); took != tt.after {
					t.Errorf("it took %s, not %s", took, tt.after)
				}
			})
		})
	}
}

// withTenant is a cluster that has a tenant.
func withTenant(name string) *platform.Cluster {
	variant := &platform.Variant{Component: &platform.Component{Tenant: &platform.Tenant{Name: name}}}
	u := &platform.Unit{Name: name, Variant: variant}
	variant.Units = []*platform.Unit{u}
	return &platform.Cluster{Name: "hub", Placements: []platform.Placement{{Unit: u}}}
}
