package load

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slipway-platform/slipway/schemas"
)

// TestWhatIsNamedDecidesNothing: a name in the text of a platform is no use of
// the component, and one that is named in a cluster's own file alone is.
func TestWhatIsNamedDecidesNothing(t *testing.T) {
	catalog := map[string]string{
		"broken": smallChart("broken", "namespace: 1"),
		"first":  smallChart("first", "#Config: settings?: {...}"),
		"second": smallChart("second", ""),
	}
	const spec = `  components:
    first: {config: {settings: {broken: true}}} # as broken: did
`
	p, err := smallLoad(t, catalog, map[string]string{
		"platform.yaml": spec, "clusters/hub.yaml": "name: hub\ncomponents: {second: {}}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"first", "second"} {
		if variantOn(p, "hub", name) == nil {
			t.Errorf("the cluster has no %s", name)
		}
	}
	if text := smallError(t, catalog, spec+"    broken: {}\n  clusters: [{name: hub}]\n"); strings.Count(text, "broken/component.cue") != 1 {
		t.Errorf("a component that is wrong is told once, not as in\n%s", text)
	}
}

// TestAheadCompilesWhatIsNamed: every component that the text names, once.
func TestAheadCompilesWhatIsNamed(t *testing.T) {
	catalog := fstest.MapFS{"one/component.cue": {Data: []byte(smallChart("one", ""))}, "two/component.cue": {Data: []byte(smallChart("two", ""))}}
	a := compileAhead(newContext(), Sources{Schemas: schemas.FS, Catalog: catalog}, fstest.MapFS{"platform.yaml": {Data: []byte("one: {}\n")}})
	defer a.stop()
	one, begun := a.component("one")
	if !begun || one().component == nil || one().component != one().component {
		t.Error("the one that is named was not compiled, or twice")
	}
	if _, begun := a.component("two"); begun {
		t.Error("the one that is not named was compiled")
	}
}
