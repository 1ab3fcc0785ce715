package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/svg"
)

// spills are the texts of a drawing that are outside it, or outside the box that they stand in.
const spills = `[...document.querySelectorAll("text")].filter((text) => {
  const at = text.getBoundingClientRect(), box = text.parentElement.querySelector(":scope > rect");
  const room = (text.parentElement.tagName === "g" && box ? box : document.documentElement).getBoundingClientRect();
  return at.left < room.left || at.right > room.right || at.top < room.top || at.bottom > room.bottom;
}).map((text) => text.textContent)`

// TestPicturesHaveRoomForTheirTexts in a real font, though they were drawn without one.
func TestPicturesHaveRoomForTheirTexts(t *testing.T) {
	dir := t.TempDir()
	yaml := strings.ReplaceAll(fleettest.YAML(60), "c00", "www-mmm-clusters-of-a-very-long-name-")
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	p := load(t, dir)
	b := browse(t)
	for _, view := range graph.Views() {
		g, err := generator.Graph(sources(t), p, "", view)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), view+".svg")
		if err := os.WriteFile(file, svg.Of(g), 0o600); err != nil {
			t.Fatal(err)
		}
		b.open(file)
		if outside := value[[]string](b, spills); len(outside) > 0 {
			text, _ := json.Marshal(outside)
			t.Errorf("in %s there is no room for %s", view, text)
		}
	}
}
