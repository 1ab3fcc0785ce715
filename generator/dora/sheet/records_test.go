package sheet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// TestRecordsAreOnThePage: with agents' records it says of how many clusters they are, and when each deployment was applied;
// without them it says nothing of that.
func TestRecordsAreOnThePage(t *testing.T) {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	h := dora.History{Begins: begin, Commits: []dora.Commit{{Hash: "aaaaaaaaaaaa", Began: begin, Landed: begin.Add(time.Hour),
		Changes: []dora.Change{{Component: "web", Before: "1", After: "2", Clusters: []string{"x"}}}}}}
	x := dora.ClusterRecords{Cluster: "x", Units: map[string][]dora.Remembered{"web": {{Records: []dora.Record{
		{Commit: "bbbbbbbbbbbb", At: begin}, {Commit: "aaaaaaaaaaaa", At: begin.Add(time.Hour + 90*time.Second)},
	}}}}}
	for _, records := range []*dora.Records{nil, {Clusters: []dora.ClusterRecords{x, {Cluster: "y", Error: "no answer"}}}} {
		var out bytes.Buffer
		if err := Write(&out, Page{Report: dora.Of(h, dora.Options{Until: begin.Add(3 * time.Hour), Records: records})}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"records of agents on 1 of 2 clusters", "1 of 1 until applied", "Applied after", ">1 min 30 s<"} {
			if strings.Contains(out.String(), want) != (records != nil) {
				t.Errorf("with records %v: %q is there or not", records != nil, want)
			}
		}
	}
}
