package dora_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// at is an hour of a day after the beginning.
func at(day, hour int) time.Time {
	return time.Date(2026, 1, 1+day, hour, 0, 0, 0, time.UTC)
}

// web changes one component from one content to another on clusters of a ring.
func web(ring, before, after string, clusters ...string) dora.Change {
	return dora.Change{Ring: ring, Component: "web", Before: before, After: after, Clusters: clusters}
}

// TestFailures is what counts as a failed change, and what does not.
func TestFailures(t *testing.T) {
	const a, b, c = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccccccccccccccccc"
	commit := func(hash string, day int, subject string, changes ...dora.Change) dora.Commit {
		return dora.Commit{Hash: hash, Subject: subject, Messages: []string{subject}, Began: at(day, 0), Landed: at(day, 0), Changes: changes}
	}
	for _, test := range []struct {
		name    string
		commits []dora.Commit
		want    string // commit, how, repair, hours
	}{
		{"a change alone", []dora.Commit{commit(a, 1, "one", web("r", "1", "2", "x"))}, ""},
		{"reverted", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 20, "Revert\n\nThis reverts commit "+a+".", web("r", "2", "1", "x"))}, "a reverted b 456"},
		{"reverted by the beginning of its hash, without a change of its own", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "Revert\n\nThis reverts commit "+a[:9]+".")}, "a reverted b 24"},
		{"the revert of a commit that it brought", []dora.Commit{
			{Hash: a, Brought: []string{c}, Began: at(1, 0), Landed: at(1, 0), Changes: []dora.Change{web("r", "1", "2", "x")}},
			commit(b, 2, "This reverts commit "+c+".", web("r", "2", "3", "x"))}, "a reverted b 24"},
		{"a revert of what nobody knows", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "This reverts commit "+c+".", web("r", "2", "3", "x"))}, ""},
		{"a revert that came by the same merge", []dora.Commit{
			{Hash: a, Brought: []string{b, c}, Messages: []string{"This reverts commit " + c}, Landed: at(1, 0), Changes: []dora.Change{web("r", "1", "2", "x")}}}, ""},
		{"restored within a week", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x", "y")), commit(b, 8, "two", web("r", "2", "1", "x", "y"))}, "a restored b 168"},
		{"restored after a week", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 9, "two", web("r", "2", "1", "x"))}, ""},
		{"restored by way of something else", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "two", web("r", "2", "3", "x")), commit(c, 3, "three", web("r", "3", "1", "x"))}, "a restored c 48"},
		{"restored on some clusters only", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x", "y")), commit(b, 2, "two", web("r", "2", "1", "x"))}, ""},
		{"restored in another ring", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "two", web("s", "2", "1", "y"))}, ""},
		{"enabled and disabled again", []dora.Commit{
			commit(a, 1, "one", web("r", "", "2", "x")), commit(b, 2, "two", web("r", "2", "", "x"))}, "a restored b 24"},
		{"done again after it was undone", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "two", web("r", "2", "1", "x")), commit(c, 3, "three", web("r", "1", "2", "x"))}, "a restored b 24"},
		{"mended by a hotfix, however late", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 30, "hotfix: web", web("r", "2", "3", "x"))}, "a hotfix b 696"},
		{"two hotfixes of one change", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "Hot-fix it", web("r", "2", "3", "x")), commit(c, 3, "HOTFIX", web("r", "3", "4", "x"))}, "a hotfix b 24"},
		{"no hotfix by its name", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "Remove hotfixes\n\nhotfix", web("r", "2", "3", "x"))}, ""},
		{"a hotfix of something else", []dora.Commit{
			commit(a, 1, "one", web("r", "1", "2", "x")), commit(b, 2, "hotfix", dora.Change{Ring: "r", Component: "db", Before: "1", After: "2", Clusters: []string{"x"}})}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := dora.Of(dora.History{Begins: at(0, 0), Commits: test.commits}, dora.Options{Until: at(60, 0)})
			var got []string
			for _, f := range r.Failures {
				got = append(got, fmt.Sprintf("%.1s %s %.1s %d", f.Commit, f.How, f.Repair, f.Restore/3600))
			}
			if got := strings.Join(got, "; "); got != test.want {
				t.Errorf("%q, not %q", got, test.want)
			}
			if r.Measures.FailureRate.Failed != len(got) || r.Measures.FailureRate.Of != r.Measures.Frequency.Deployments {
				t.Errorf("%+v", r.Measures.FailureRate)
			}
		})
	}
}

// TestMeasures counts by hand what a small history comes to.
func TestMeasures(t *testing.T) {
	db := func(ring string, clusters ...string) dora.Change {
		return dora.Change{Ring: ring, Component: "db", Before: "1", After: "2", Clusters: clusters}
	}
	h := dora.History{Platform: "acme", Begins: at(0, 0), Rings: []string{"canary", "stable", "idle"}, Commits: []dora.Commit{
		{Hash: "1", Began: at(0, 0), Landed: at(1, 0), Changes: []dora.Change{web("canary", "1", "2", "x")}},
		{Hash: "2", Began: at(7, 0), Landed: at(7, 1), Changes: []dora.Change{web("stable", "1", "2", "y", "z"), db("stable", "y")}},
		{Hash: "3", Began: at(9, 0), Landed: at(8, 0), Changes: []dora.Change{db("canary", "x")}}, // by a clock that was wrong
		{Hash: "4", Began: at(9, 0), Landed: at(10, 0)},
		{Hash: "5", Began: at(28, 0), Landed: at(31, 0), Changes: []dora.Change{web("stable", "2", "1", "y", "z")}},
		{Hash: "6", Began: at(40, 0), Landed: at(70, 0), Changes: []dora.Change{db("canary", "x")}}, // after the end
	}}
	r := dora.Of(h, dora.Options{Since: at(-90, 0), Until: at(42, 0)})
	line := func(name string, m dora.Measures) string {
		median := int64(-1)
		if m.LeadTime.Median != nil {
			median = *m.LeadTime.Median / 60
		}
		return fmt.Sprintf("%s %d %.3f %d %s", name, m.Frequency.Deployments, m.Frequency.PerWeek, median, strings.Join(m.Frequency.Commits, ""))
	}
	got := []string{line("all", r.Measures)}
	for _, list := range [][]dora.Named{r.Rings, r.Components, r.Months} {
		for _, n := range list {
			got = append(got, line(n.Name, n.Measures))
		}
	}
	want := []string{
		"all 4 0.667 750 1235", // of 0, 60, 1440 and 4320 minutes
		"canary 2 0.333 720 13", "stable 2 0.333 2190 25", "idle 0 0.000 -1 ",
		"db 2 0.333 30 23", "web 3 0.500 1440 125",
		"2026-01 3 0.677 60 123", "2026-02 1 0.636 4320 5", // of 31 and 11 days
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d := r.Deployments[1]; d.Clusters != 2 || !slices.Equal(d.Components, []string{"db", "web"}) || !slices.Equal(d.Rings, []string{"stable"}) {
		t.Errorf("%+v", d)
	}
	if *r.Measures.LeadTime.Most != 4320*60 || r.Since != at(0, 0) {
		t.Errorf("%+v since %s", r.Measures.LeadTime, r.Since)
	}
	one := dora.Of(h, dora.Options{Since: at(5, 0), Until: at(42, 0), Ring: "stable", Component: "db"})
	if got := line("", one.Measures); got != " 1 0.189 60 2" || one.Deployments[0].Clusters != 1 {
		t.Errorf("%q", got)
	}
}
