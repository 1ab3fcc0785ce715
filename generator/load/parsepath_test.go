package load

import (
	"reflect"
	"testing"
)

// TestParsePath reads what PathText writes, and refuses the rest.
func TestParsePath(t *testing.T) {
	for _, path := range [][]any{{"a"}, {"config", "issuer", "kind"}, {"values", "hosts", 0, "name"}, {"values", "labels", `a.b/"c"`}, {0, 1}} {
		got, ok := ParsePath(PathText(path...))
		if !ok || !reflect.DeepEqual(got, path) {
			t.Errorf("%s is %v", PathText(path...), got)
		}
	}
	for _, text := range []string{"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", `a["b]`, `a["b"`, "a[0]b"} {
		if got, ok := ParsePath(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
