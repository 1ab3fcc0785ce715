package dora_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/dora"
)

// TestRollouts follows versions through three rings.
func TestRollouts(t *testing.T) {
	start := []dora.RingVersion{{"a", "web", "1"}, {"b", "web", "1"}, {"c", "web", "1"}}
	get := func(day int, versions ...string) dora.Commit { // ring and version
		c := dora.Commit{Hash: fmt.Sprint(day), Began: at(day-1, 0), Landed: at(day, 0)}
		for _, v := range versions {
			ring, version, _ := strings.Cut(v, " ")
			c.Versions = append(c.Versions, dora.RingVersion{Ring: ring, Component: "web", Version: version})
		}
		return c
	}
	for _, test := range []struct {
		name    string
		commits []dora.Commit
		want    string // version, state, hours, steps, and who waits
	}{
		{"none", nil, ""},
		{"ring by ring", []dora.Commit{get(2, "a 2"), get(4, "b 2"), get(9, "c 2")}, "2 complete 192 a@2 b@4 c@9 -"},
		{"all at once", []dora.Commit{get(2, "a 2", "b 2", "c 2")}, "2 complete 24 a@2 b@2 c@2 -"},
		{"underway", []dora.Commit{get(2, "a 2"), get(4, "b 2")}, "2 underway - a@2 b@4 -c"},
		{"another change of a ring that has it", []dora.Commit{get(2, "a 2"), get(3, "a 2")}, "2 underway - a@2 -bc"},
		{"withdrawn", []dora.Commit{get(2, "a 2"), get(4, "a 1")}, "2 withdrawn - a@2 -"},
		{"overtaken", []dora.Commit{get(2, "a 2"), get(3, "a 3"), get(4, "b 3"), get(5, "c 3")}, "2 withdrawn - a@2 -; 3 complete 72 a@3 b@4 c@5 -"},
		{"two under way", []dora.Commit{get(2, "a 2"), get(3, "b 2"), get(4, "a 3"), get(5, "c 2")}, "2 complete 96 a@2 b@3 c@5 -; 3 underway - a@4 -bc"},
		{"one ring goes back", []dora.Commit{get(2, "a 2"), get(3, "b 2"), get(4, "a 1"), get(5, "c 2"), get(6, "a 2")}, "2 complete 120 a@2 b@3 c@5 a@6 -"},
		{"a ring has it no more", []dora.Commit{get(2, "c "), get(3, "a 2"), get(4, "b 2")}, "2 complete 48 a@3 b@4 -"},
		{"no ring has it any more", []dora.Commit{get(2, "a 2"), get(3, "a ", "b ", "c ")}, "2 withdrawn - a@2 -"},
		{"back to what the others have", []dora.Commit{get(2, "c 1")}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := dora.History{Begins: at(0, 0), Rings: []string{"a", "b", "c"}, Versions: start, Commits: test.commits}
			var got []string
			for _, r := range dora.Of(h, dora.Options{Until: at(60, 0)}).Rollouts {
				text, hours := "", "-"
				for _, s := range r.Steps {
					text += " " + s.Ring + "@" + s.Commit
				}
				if r.Took != nil {
					hours = fmt.Sprint(*r.Took / 3600)
				}
				got = append(got, fmt.Sprintf("%s %s %s%s -%s", r.Version, r.State, hours, text, strings.Join(r.Waiting, "")))
			}
			if got := strings.Join(got, "; "); got != test.want {
				t.Errorf("%q, not %q", got, test.want)
			}
		})
	}
}

// TestARingThatBeganWithAVersionIsNoRollout: it was on its way before anybody looked.
func TestARingThatBeganWithAVersionIsNoRollout(t *testing.T) {
	h := dora.History{Rings: []string{"a", "b"}, Versions: []dora.RingVersion{{"a", "web", "2"}, {"b", "web", "1"}},
		Commits: []dora.Commit{{Hash: "x", Versions: []dora.RingVersion{{"b", "web", "2"}}}}}
	if got := dora.Of(h, dora.Options{Until: at(60, 0)}).Rollouts; len(got) != 0 {
		t.Errorf("%+v", got[0])
	}
}
