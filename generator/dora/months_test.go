package dora_test

import (
	"slices"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// TestMonths: all months of a period are listed, and of one that a wrong clock made thousands of years those with a deployment.
func TestMonths(t *testing.T) {
	day := func(year int, month time.Month) time.Time { return time.Date(year, month, 10, 0, 0, 0, 0, time.UTC) }
	commits := []dora.Commit{
		{Hash: "1", Landed: day(2026, 1), Changes: []dora.Change{web("r", "1", "2", "x")}},
		{Hash: "2", Landed: day(2026, 2)}, // a commit and no deployment
		{Hash: "3", Landed: day(9999, 3), Changes: []dora.Change{web("r", "2", "3", "x")}},
		{Hash: "4", Landed: day(2026, 1).Add(time.Hour), Changes: []dora.Change{web("r", "3", "4", "x")}},
	}
	for until, want := range map[time.Time][]string{
		day(2026, 4):  {"2026-01", "2026-02", "2026-03", "2026-04"},
		day(9999, 12): {"2026-01", "9999-03"},
	} {
		r := dora.Of(dora.History{Begins: day(2026, 1).Add(-time.Hour), Commits: commits}, dora.Options{Until: until})
		var got []string
		for _, m := range r.Months {
			got = append(got, m.Name)
		}
		if !slices.Equal(got, want) || r.SomeMonths() != (until.Year() == 9999) {
			t.Errorf("until %s: %v, not %v", until, got, want)
		}
	}
}
