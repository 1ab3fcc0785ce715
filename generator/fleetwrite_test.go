package generator_test

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestFleetKeepsWhatOthersWrite: while people are asked, or a cluster is
// uninstalled, the file may change.
func TestFleetKeepsWhatOthersWrite(t *testing.T) {
	dir := fleet(t, 3)
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Remove([]string{f.Clusters[2].Name}); err != nil {
		t.Fatal(err)
	}
	want := textOf(t, dir, "platform.yaml") + "# mine\n"
	write(t, dir, "platform.yaml", want)
	if err := f.Write(); err == nil || !strings.Contains(err.Error(), "platform.yaml was changed while this ran") {
		t.Error(err)
	}
	if got := textOf(t, dir, "platform.yaml"); got != want {
		t.Errorf("got\n%s", got)
	}
}
