package generator_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/load"
)

// TestANewClusterOnDisk goes through Plan, so that files which exist already
// and are written again would be seen too.
func TestANewClusterOnDisk(t *testing.T) {
	dir := fleet(t, 21)
	apply(t, dir)
	write(t, dir, "platform.yaml", fleettest.YAML(22))
	c, err := generator.Plan(sources(t), dir, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"gitops/clusters/c0021/cluster.yaml"}
	if diff := cmp.Diff(want, c.Create); diff != "" || len(c.Update)+len(c.Delete)+len(c.Seeds) > 0 {
		t.Errorf("created (-want +got):\n%s\nupdated %v, deleted %v, seeds %v", diff, c.Update, c.Delete, c.Seeds)
	}
}

func TestOutputHoldsNoTime(t *testing.T) {
	stamp := regexp.MustCompile(`20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:`)
	for path, text := range rendered(t, fleet(t, 21)) {
		if s := stamp.FindString(text); s != "" {
			t.Errorf("%s holds the time %s", path, s)
		}
	}
}

// TestIndexesNameNoCluster: what all clusters share changes with none of them.
func TestIndexesNameNoCluster(t *testing.T) {
	name := regexp.MustCompile(`\bc00[0-9]{2}\b`)
	for path, text := range rendered(t, fleet(t, 21)) {
		shared := strings.HasPrefix(path, "gitops/argocd/") || path == "gitops/README.md"
		if shared && name.MatchString(text) {
			t.Errorf("%s names the cluster %s", path, name.FindString(text))
		}
	}
}

// TestAgentsSayWhichPropertiesTheyRead: what an external store's entry must hold
// for a cluster is what the ExternalSecret takes from it.
func TestAgentsSayWhichPropertiesTheyRead(t *testing.T) {
	taken := regexp.MustCompile(`"\{\{ \.(\w+) \}\}"`)
	eachAgent(t, func(t *testing.T, agent string) {
		a, err := load.Agent(load.Sources{Schemas: sources(t).Schemas, Agents: sources(t).Agents}, agent, "hub")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		write(t, dir, "platform.yaml", externally(agent, 2))
		var found []string
		for _, text := range rendered(t, dir) {
			if strings.Contains(text, "kind: ExternalSecret\n") {
				for _, m := range taken.FindAllStringSubmatch(text, -1) {
					found = append(found, m[1])
				}
			}
		}
		slices.Sort(found)
		if want := slices.Sorted(slices.Values(a.ClusterProperties)); !slices.Equal(found, want) {
			t.Errorf("it takes %v and says %v", found, want)
		}
	})
}
