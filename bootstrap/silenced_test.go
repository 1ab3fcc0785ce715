package bootstrap

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// takesNoChange are objects of which every change is refused with the same words.
type takesNoChange struct {
	recorded
	why error
}

func (w takesNoChange) Differences(context.Context, string, map[string]any, kube.ApplyOptions) ([]string, error) {
	return nil, w.why
}

// TestWhoMayNotWriteCannotSayWhy: an object that nobody looks at takes no change,
// and that is the cause; not that this user may not change it.
func TestWhoMayNotWriteCannotSayWhy(t *testing.T) {
	objects, err := parse([]byte("apiVersion: a.io/v1\nkind: Unit\nmetadata: {namespace: agent, name: web, generation: 2}\nstatus: {observedGeneration: 1, ready: \"True\"}"))
	if err != nil {
		t.Fatal(err)
	}
	agent := &platform.Agent{Namespace: "agent", UnitRef: platform.Ref{APIVersion: "a.io/v1", Kind: "Unit", Namespace: "agent", Name: "$unit"},
		Status: platform.StatusPaths{Sync: "status.ready", Synced: "True", Spec: []string{"metadata.generation"}, Compared: []string{"status.observedGeneration"}}}
	c := &platform.Cluster{Name: "hub", RunsAgent: true, Placements: []platform.Placement{{Unit: &platform.Unit{Name: "web"}}}}
	for _, tt := range []struct{ says, want string }{
		{`failed calling webhook "refuses.example.com": no endpoints`, "the admission webhook refuses.example.com does not answer"},
		{`units.a.io "web" is forbidden: User "ann" cannot patch resource "units"`, ""},
		{"", ""},
	} {
		host := takesNoChange{recorded: objects}
		if tt.says != "" {
			host.why = errors.New(tt.says)
		}
		got := (&engine{agent: agent, host: host}).silenced(t.Context(), c).named()
		if tt.want == "" && got.Cause != "" || !strings.Contains(got.Cause, tt.want) || (got.Mend == "") != (tt.want == "") {
			t.Errorf("where changes are answered by %q it is %+v", tt.says, got)
		}
	}
}
