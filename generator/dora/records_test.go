package dora_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// remembers reads records such as "a@1" (commit a, applied at noon of day 1); the last word may be "full".
func remembers(text string) (out dora.Remembered) {
	for word := range strings.FieldsSeq(text) {
		if word == "full" {
			out.Full = true
			continue
		}
		out.Records = append(out.Records, dora.Record{Commit: word[:1], At: at(int(word[2]-'0'), 12)})
	}
	return out
}

// TestApplied is when the change of commit c, which was committed on day 3, counts as applied.
func TestApplied(t *testing.T) {
	change := func(hash string, day int, changes ...dora.Change) dora.Commit {
		return dora.Commit{Hash: hash, Began: at(day-1, 0), Landed: at(day, 0), Changes: changes}
	}
	to := func(before, after string) []dora.Commit {
		return []dora.Commit{
			change("b", 1, web("r", "", "1", "x")), change("c", 3, web("r", before, after, "x")), change("d", 4), change("e", 5, web("r", after, "9", "x")), change("f", 6),
		}
	}
	changed, came, went := to("1", "2"), to("", "2"), to("1", "")
	for _, test := range []struct {
		name    string
		commits []dora.Commit
		parent  string
		units   []string
		want    string // day of the month, hour; empty where it is not known
	}{
		{"of its own record", changed, "", []string{"b@1 c@3"}, "04 12"},
		{"of a later commit, which it came with", changed, "", []string{"b@1 d@4"}, "05 12"},
		{"together with the next change", changed, "", []string{"b@1 e@5"}, "06 12"},
		{"of the first record of several", changed, "", []string{"b@1 c@3 c@4 d@5 e@6"}, "04 12"},
		{"nothing, where nothing is remembered", changed, "b@1 c@3", []string{""}, ""},
		{"nothing, where the records begin later: the agent may be a new one", changed, "b@1", []string{"c@3"}, ""},
		{"nothing, before it is applied", changed, "", []string{"b@1"}, ""},
		{"nothing, where records may be missing and a later change is in the first", changed, "", []string{"b@1 e@5 full"}, ""},
		{"of its own record among as many as are kept", changed, "", []string{"b@1 c@3 full"}, "04 12"},
		{"nothing of commits that nobody knows", changed, "", []string{"b@1 z@3"}, ""},
		{"of its own, where what was there before came back and is remembered from then", changed, "", []string{"f@1 c@3"}, "04 12"},
		{"of the unit that changed, of two", changed, "", []string{"b@1", "b@1 c@3"}, "04 12"},
		{"of the last of two units that changed", changed, "", []string{"b@1 c@4", "b@1 c@3"}, "05 12"},
		{"of the unit that changed, where the other does so with the next", changed, "", []string{"b@1 c@3", "b@1 e@5"}, "04 12"},
		{"nothing, where what came back keeps its time, also once the next change is applied", changed, "", []string{"b@1 c@2 e@6"}, ""},
		{"nothing, where a clock that is behind wrote its own record", changed, "", []string{"b@0 c@2"}, ""},
		{"of a new unit, by what brought it", came, "b@1 c@3", []string{"c@4"}, "05 12"},
		{"nothing of a new unit of a new agent", came, "c@3", []string{"c@4"}, ""},
		{"of one that goes, by what takes it", went, "b@1 c@3", nil, "04 12"},
		{"nothing of one that goes, where nothing says so", went, "b@1", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := dora.ClusterRecords{Cluster: "x", Parent: remembers(test.parent), Units: map[string][]dora.Remembered{}}
			for _, u := range test.units {
				x.Units["web"] = append(x.Units["web"], remembers(u))
			}
			r := dora.Of(dora.History{Begins: at(0, 0), Commits: test.commits}, dora.Options{Until: at(60, 0), Records: &dora.Records{Clusters: []dora.ClusterRecords{x}}})
			got, lead, d := "", int64(24*3600), r.Deployments[1]
			if d.Applied != nil {
				got, lead = d.Applied.Format("02 15"), int64(d.Applied.Sub(d.Began)/time.Second)
			}
			if got != test.want || d.LeadTime != lead {
				t.Errorf("applied at %q, not %q; it took %d s", got, test.want, d.LeadTime)
			}
		})
	}
}

// TestLent: an object that names no commits has those that its parent held, and what it did last is all that it remembers.
func TestLent(t *testing.T) {
	parent := remembers("b@1 c@3 e@5")
	commits := []dora.Commit{
		{Hash: "b", Landed: at(1, 0)}, {Hash: "c", Began: at(2, 0), Landed: at(3, 0), Changes: []dora.Change{web("r", "1", "2", "x")}},
		{Hash: "e", Began: at(4, 0), Landed: at(5, 0), Changes: []dora.Change{web("r", "2", "3", "x")}},
	}
	for _, test := range []struct {
		last time.Time
		want string // days of c and e
	}{{at(3, 13), "04 -"}, {at(5, 13), "- 06"}, {at(3, 11), "- -"}, {at(0, 0), "- -"}} {
		x := dora.ClusterRecords{Cluster: "x", Parent: parent, Lent: true, Units: map[string][]dora.Remembered{"web": {parent.Lend([]time.Time{test.last})}}}
		r := dora.Of(dora.History{Begins: at(0, 0), Commits: commits}, dora.Options{Until: at(60, 0), Records: &dora.Records{Clusters: []dora.ClusterRecords{x}}})
		var got []string
		for _, d := range r.Deployments {
			day := "-"
			if d.Applied != nil {
				day = d.Applied.Format("02")
			}
			got = append(got, day)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("last at %s: %q, not %q", test.last, got, test.want)
		}
	}
}

// TestAppliedOnAll: a lead time ends on the last cluster, of the ring where it is the ring's, and is Git's where one is not known.
func TestAppliedOnAll(t *testing.T) {
	commits := []dora.Commit{{Hash: "b", Landed: at(1, 0)}, {Hash: "c", Began: at(2, 0), Landed: at(3, 0),
		Changes: []dora.Change{web("canary", "1", "2", "x"), web("stable", "1", "2", "y", "z")}}}
	on := func(cluster, text string) dora.ClusterRecords {
		return dora.ClusterRecords{Cluster: cluster, Units: map[string][]dora.Remembered{"web": {remembers(text)}}}
	}
	hours := func(records ...dora.ClusterRecords) (out []int64) {
		r := dora.Of(dora.History{Begins: at(0, 0), Rings: []string{"canary", "stable"}, Commits: commits},
			dora.Options{Until: at(60, 0), Records: &dora.Records{Clusters: records}})
		for _, s := range []dora.Spread{r.Measures.LeadTime, r.Rings[0].LeadTime, r.Rings[1].LeadTime} {
			out = append(out, *s.Median/3600, int64(s.Applied))
		}
		return out
	}
	for _, test := range []struct {
		name    string
		records []dora.ClusterRecords
		want    [6]int64 // hours and how many are applied: of all, of canary, of stable
	}{
		{"all known", []dora.ClusterRecords{on("x", "b@1 c@3"), on("y", "b@1 c@5"), on("z", "b@1 c@4")}, [6]int64{84, 1, 36, 1, 84, 1}},
		{"one not", []dora.ClusterRecords{on("x", "b@1 c@3"), on("y", "b@1 c@5"), {Cluster: "z", Error: "no answer"}}, [6]int64{24, 0, 36, 1, 24, 0}},
		{"none", nil, [6]int64{24, 0, 24, 0, 24, 0}},
	} {
		if got := hours(test.records...); [6]int64(got) != test.want {
			t.Errorf("%s: %v, not %v", test.name, got, test.want)
		}
	}
}

// TestLentGone: where units name no commits, nobody knows when one was gone that what brings units took away.
func TestLentGone(t *testing.T) {
	commits := []dora.Commit{{Hash: "b", Landed: at(1, 0)}, {Hash: "c", Landed: at(3, 0), Changes: []dora.Change{web("r", "1", "", "x")}}}
	for lent, known := range map[bool]bool{false: true, true: false} {
		x := dora.ClusterRecords{Cluster: "x", Parent: remembers("b@1 c@3"), Lent: lent}
		r := dora.Of(dora.History{Begins: at(0, 0), Commits: commits}, dora.Options{Until: at(60, 0), Records: &dora.Records{Clusters: []dora.ClusterRecords{x}}})
		if got := r.Deployments[0].Applied; (got != nil) != known {
			t.Errorf("lent %v: applied at %v", lent, got)
		}
	}
}
