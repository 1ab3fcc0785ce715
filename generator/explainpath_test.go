package generator

import (
	"reflect"
	"testing"

	"github.com/slipway-platform/slipway/generator/load"
)

// TestParsePath reads what PathText writes, and refuses the rest.
func TestParsePath(t *testing.T) {
	for _, path := range [][]any{{"a"}, {"config", "issuer", "kind"}, {"values", "hosts", 0, "name"}, {"values", "labels", `a.b/"c"`}, {0, 1}} {
		got, err := parsePath(load.PathText(path...))
		if err != nil || !reflect.DeepEqual(got, path) {
			t.Errorf("%s is %v: %v", load.PathText(path...), got, err)
		}
	}
	for _, text := range []string{"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", `a["b]`, `a["b"`, "a[0]b"} {
		if got, err := parsePath(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}
