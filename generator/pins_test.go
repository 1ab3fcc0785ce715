package generator

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/slipway-platform/slipway/generator/platform"
)

const pinned = "package component\r\n" +
	"source: chart: {\r\n\tversion: \"1.0.0\" // renovate: datasource=helm depName=web registryUrl=https://charts.example.com/a\r\n}\r\n" +
	"_release: \"v2.0.0\" // renovate: datasource=docker depName=registry.example.com/a/b # é\r\n" +
	"_image: \"registry.example.com/c:v3.0.0-rc.1\" // renovate: datasource=docker depName=registry.example.com/c\r\n" +
	"_else: \"4.0.0\" // renovate: datasource=github-releases depName=a/b\r\n_nowhere: \"5.0.0\" // renovate: datasource=helm depName=web\r\n_other: \"1.0.0\""

func TestPins(t *testing.T) {
	pins := pinsIn("catalog/web/component.cue", []byte(pinned))
	want := []Pin{
		{File: "catalog/web/component.cue", Line: 3, Chart: platform.Chart{Repository: "https://charts.example.com/a", Name: "web", Version: "1.0.0"}},
		{File: "catalog/web/component.cue", Line: 5, Chart: platform.Chart{Repository: "oci://registry.example.com/a", Name: "b", Version: "v2.0.0"}},
		{File: "catalog/web/component.cue", Line: 6, Chart: platform.Chart{Repository: "oci://registry.example.com", Name: "c", Version: "v3.0.0-rc.1"}},
	}
	if diff := cmp.Diff(want, pins, cmpopts.IgnoreUnexported(Pin{})); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "catalog", "web", "component.cue")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(pinned), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, hostile := range []string{"1.0.1\" // \"", "1.0.1\nname: 3", "latest", "\\(x)"} {
		if err := Repin(dir, pins, []string{hostile, "", ""}); err == nil {
			t.Errorf("%q was written", hostile)
		}
	}
	if err := Repin(dir, pins, []string{"10.11.12", "", "v3.0.0"}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := "package component\r\n" +
		"source: chart: {\r\n\tversion: \"10.11.12\" // renovate: datasource=helm depName=web registryUrl=https://charts.example.com/a\r\n}\r\n" +
		"_release: \"v2.0.0\" // renovate: datasource=docker depName=registry.example.com/a/b # é\r\n" +
		"_image: \"registry.example.com/c:v3.0.0\" // renovate: datasource=docker depName=registry.example.com/c\r\n" +
		pinned[len(pinned)-len("_else: \"4.0.0\" // renovate: datasource=github-releases depName=a/b\r\n_nowhere: \"5.0.0\" // renovate: datasource=helm depName=web\r\n_other: \"1.0.0\""):]
	if diff := cmp.Diff(changed, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if err := Repin(dir, pins, []string{"1.0.1", "", ""}); err == nil {
		t.Error("a file that changed meanwhile was written")
	}
}
