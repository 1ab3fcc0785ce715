package bootstrap

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestEveryFaultOfTheSchemaIsThere: an exercise that loads can be set up.
func TestEveryFaultOfTheSchemaIsThere(t *testing.T) {
	schema, err := os.ReadFile("../schemas/exercise.cue")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^\tkind!: ("git-.*)$`).FindSubmatch(schema)
	if line == nil {
		t.Fatal("the schema lists no faults")
	}
	var kinds []string
	for _, kind := range strings.Split(string(line[1]), " | ") {
		kinds = append(kinds, strings.Trim(kind, `"`))
	}
	slices.Sort(kinds)
	if have := slices.Sorted(maps.Keys(labFaults())); !slices.Equal(kinds, have) {
		t.Errorf("the schema has %v, and there are %v", kinds, have)
	}
}

func TestFaultsThatCannotBe(t *testing.T) {
	opts := Options{Platform: &platform.Platform{Clusters: []*platform.Cluster{{Name: "hub", RunsAgent: true}}}}
	for want, f := range map[string]Fault{
		`there is no fault "fire"`:    {Kind: "fire"},
		`there is no cluster "eu-99"`: {Kind: "git-stopped", Cluster: "eu-99"},
	} {
		if err := MakeFault(t.Context(), opts, f); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if err := MendFault(t.Context(), opts, f); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
