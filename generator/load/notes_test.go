package load

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestAComponentThatTakesAnothersPlaceIsNoted: its name promises another one.
func TestAComponentThatTakesAnothersPlaceIsNoted(t *testing.T) {
	result := func(name string, components ...string) catalogResult {
		r := catalogResult{components: map[string]*compiled{}, catalog: platform.Catalog{Name: name}}
		for _, c := range components {
			r.components[c] = &compiled{}
		}
		return r
	}
	unsigned := result("oci://r/a:1.0.0", "web")
	unsigned.notes = []string{"nobody signed it"}
	want := []string{"nobody signed it", "component traefik is that of catalog ./catalog, in place of that of builtin",
		"component web is that of catalog ./catalog, in place of that of oci://r/a:1.0.0"}
	got := notesOf([]catalogResult{result("builtin", "traefik", "kyverno"), unsigned, result("./catalog", "web", "motd", "traefik")})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
