package bootstrap

import (
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/drift"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhatAWitnessTells: of objects that units own and of the agent's own, of what
// they are to be; and of no other.
func TestWhatAWitnessTells(t *testing.T) {
	unit := platform.Ref{APIVersion: "agent/v1", Kind: "Unit", Namespace: "agent", Name: "$unit.$cluster"}
	agent := &platform.Agent{FieldManager: "agent", UnitRef: unit,
		Suspend: platform.Suspension{Ref: unit, Merge: map[string]any{"spec": map[string]any{"suspend": true}}},
		Rereads: []platform.Reread{{Annotation: platform.Annotation{Key: "agent/asked"}}},
		Traces:  platform.Traces{Managers: []string{"helper"}, Units: []platform.MarkPattern{{Mark: "agent/unit", Pattern: `^(?P<unit>.+)\.$cluster$`}}},
	}
	object := func(kind, unit string, spec any, manager string, more ...string) map[string]any {
		meta := map[string]any{"name": "it", "labels": map[string]any{}, "annotations": map[string]any{},
			"managedFields": []any{map[string]any{"manager": manager, "operation": "Update", "time": manager}}}
		if unit != "" {
			meta["labels"] = map[string]any{"agent/unit": unit}
		}
		for _, key := range more {
			meta["annotations"].(map[string]any)[key] = "now"
		}
		version := "v1"
		if kind == "Unit" {
			version = "agent/v1"
		}
		return map[string]any{"apiVersion": version, "kind": kind, "metadata": meta, "spec": spec}
	}
	const began = "2026-01-02T03:04:05Z"
	at := func(created string, o map[string]any) map[string]any {
		o["metadata"].(map[string]any)["creationTimestamp"] = created
		return o
	}
	tests := []struct {
		name string
		seen kube.Seen
		want string // what is told; "-" where it is only that there is something, empty for nothing
	}{
		{"a change by hand", kube.Seen{Before: object("Thing", "web.hub", 1, ""), After: object("Thing", "web.hub", 2, "kubectl")}, "Thing it: spec 1 -> 2 by kubectl"},
		{"a change by the agent", kube.Seen{Before: object("Thing", "web.hub", 2, ""), After: object("Thing", "web.hub", 1, "helper")}, "Thing it: spec 2 -> 1 by helper (agent)"},
		{"nothing changed", kube.Seen{Before: object("Thing", "web.hub", 2, ""), After: object("Thing", "web.hub", 2, "helper")}, "-"},
		{"one that is made", kube.Seen{After: object("Thing", "web.hub", 1, "agent")}, "Thing it: made by agent (agent)"},
		{"one that was there", kube.Seen{First: true, After: object("Thing", "web.hub", 1, "agent")}, "-"},
		{"one of a kind that came later", kube.Seen{First: true, After: at("2026-01-02T03:04:06Z", object("Thing", "web.hub", 1, "agent"))}, "Thing it: made by agent (agent)"},
		{"one that is as old as the watch", kube.Seen{First: true, After: at(began, object("Thing", "web.hub", 1, "agent"))}, "-"},
		{"one that is marked now", kube.Seen{Before: object("Thing", "", 1, ""), After: object("Thing", "web.hub", 1, "agent")}, "Thing it: made by agent (agent)"},
		{"one that is gone", kube.Seen{Before: object("Thing", "web.hub", 1, "agent")}, "Thing it: deleted"},
		{"of another cluster", kube.Seen{After: object("Thing", "web.eu-1", 1, "agent")}, ""},
		{"of nobody", kube.Seen{After: object("Thing", "", 1, "kubectl")}, ""},
		{"the agent's own", kube.Seen{Before: object("Unit", "", 1, ""), After: object("Unit", "", 2, "kubectl")}, "Unit it: spec 1 -> 2 by kubectl"},
		{"the agent was asked to look", kube.Seen{Before: object("Unit", "", 1, ""), After: object("Unit", "", 1, "slipway", "agent/asked")}, "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			units, err := compileMarks(agent.Traces.Units, "hub")
			if err != nil {
				t.Fatal(err)
			}
			since, err := time.Parse(time.RFC3339, began)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			w := &witness{agent: agent, began: since, cluster: &platform.Cluster{Name: "hub", RunsAgent: true}, units: units, tell: func(s witnessed) {
				if got = "-"; s.change != nil {
					got = s.change.String()
				}
				if s.change != nil && s.change.Agent {
					got += " (agent)"
				}
			}}
			if w.saw(tt.seen); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAKindThatComesBackIsWatchedAgain, and one that is there is watched once.
func TestAKindThatComesBackIsWatchedAgain(t *testing.T) {
	var w watches
	kind := kube.Kind{Group: "house.example.com", Version: "v1", Name: "Timetable"}
	for range 2 {
		begun, gone := make(chan struct{}, 2), make(chan struct{})
		for range 2 {
			w.begin(kind, func() {
				begun <- struct{}{}
				<-gone
			})
		}
		close(gone)
		w.running.Wait()
		if len(begun) != 1 {
			t.Fatalf("%d watches of one kind were begun", len(begun))
		}
	}
}

// TestAViewKnowsWhatIsSuspended from the agent's own object, of whatever kind.
func TestAViewKnowsWhatIsSuspended(t *testing.T) {
	agent := &platform.Agent{Suspend: platform.Suspension{Ref: platform.Ref{APIVersion: "agent/v1", Kind: "Unit", Name: "$unit.$cluster"}}}
	v := &LabView{Agent: agent, asleep: map[kube.Ref]bool{}}
	var ledger drift.Ledger
	for _, asleep := range []bool{true, false} {
		v.saw(witnessed{ref: kube.Ref{APIVersion: "agent/v1", Kind: "Unit", Name: "web.hub"}, asleep: &asleep, own: true}, &ledger)
		if v.Suspended("hub", "web") != asleep || v.Suspended("hub", "other") {
			t.Errorf("suspended is %v, and %v is said", asleep, v.Suspended("hub", "web"))
		}
	}
}

// TestWhatGitTookOutIsNotOwed: what is pruned and made again by a later commit was not
// healed, and what anybody else deleted was.
func TestWhatGitTookOutIsNotOwed(t *testing.T) {
	report := &Report{Clusters: []ClusterReport{{Name: "hub", Units: []UnitReport{{Name: "kept"}}}}}
	for unit, want := range map[string]bool{"kept": true, "gone": false, "": true} {
		v := &LabView{Report: report, asleep: map[kube.Ref]bool{}}
		var ledger drift.Ledger
		see := func(what string, agent bool) {
			v.saw(witnessed{change: &drift.Change{Cluster: "hub", Unit: unit, Object: "Thing it", What: what, Agent: agent}}, &ledger)
		}
		see(drift.Deleted, false)
		see(drift.Made, true)
		if got := v.News[1].Object.Healed != nil; got != want {
			t.Errorf("an object of unit %q that is made again was healed: %v", unit, got)
		}
		see(drift.Deleted, false)
		v.looked(looked{agent: v.Agent, report: report, commits: []LabCommit{{Commit: "next"}}}, &ledger)
		v.News = nil
		if see(drift.Made, true); v.News[0].Object.Healed != nil {
			t.Errorf("an object of unit %q that is made by another commit was healed", unit)
		}
	}
}
