package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestRecords reads what real agents wrote of one unit: it was installed, and then changed by two commits.
func TestRecords(t *testing.T) {
	// By Git their commits were of 02:24:50, 02:24:58 and 02:25:03 with Flux, of 02:25:24, 02:25:47 and 02:26:03 with Argo CD, and
	// of 02:26:32, 02:27:04 and 02:27:30 with Sveltos.
	for name, want := range map[string]struct{ parent, unit string }{
		"argocd": {
			"83f24fc4 02:25:37, a91d00cd 02:25:54, 210f2611 02:26:08",
			"83f24fc4 02:25:41, a91d00cd 02:25:54, a91d00cd 02:25:56, 210f2611 02:26:10",
		},
		"flux":    {"3415be99 02:24:54", "3415be99 02:25:05, b856d218 02:25:00, 3bb23dc3 02:24:55"},
		"sveltos": {"00297026 02:27:32, 3d274be1 02:27:08, 0ae3882e 02:26:46", "00297026 02:27:42, full"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("testdata", "records", name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			list, err := parse(text)
			if err != nil {
				t.Fatal(err)
			}
			objects := map[kube.Ref]map[string]any{}
			for _, o := range list {
				objects[kube.RefOf(o)] = o
			}
			info := &platform.Unit{Name: "platform-info", Variant: &platform.Variant{Component: &platform.Component{Name: "platform-info"}}}
			got := clusterRecords(allAgents(t)[name], &platform.Cluster{Name: "hub", Placements: []platform.Placement{{Unit: info}}}, objects)
			units := got.Units["platform-info"]
			if parent := recordsText(got.Parent); parent != want.parent || len(units) != 1 {
				t.Errorf("what brings units remembers\n%s\nnot\n%s", parent, want.parent)
			}
			if unit := recordsText(units[0]); unit != want.unit {
				t.Errorf("the unit remembers\n%s\nnot\n%s", unit, want.unit)
			}
		})
	}
}

// recordsText is what an object remembers, and whether it may have forgotten anything.
func recordsText(m dora.Remembered) string {
	var out []string
	for _, r := range m.Records {
		out = append(out, r.Commit[:8]+" "+r.At.Format("15:04:05"))
	}
	if m.Full {
		out = append(out, "full")
	}
	return strings.Join(out, ", ")
}
