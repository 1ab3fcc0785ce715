package render

import (
	"slices"
	"strings"
	"testing"
)

func TestObjectsInParts(t *testing.T) {
	big := strings.Repeat("x", partBytes/2) + "\n"
	for _, test := range []struct {
		name    string
		objects []string
		want    []string
	}{
		{"none", nil, []string{""}},
		{"few", []string{"a\n", "b\n"}, []string{"a\n---\nb"}},
		{"two do not fit", []string{big, big, "c\n"}, []string{strings.TrimSpace(big), big + "---\nc"}},
		{"one is too big by itself", []string{big + big + big, "b\n"}, []string{strings.TrimSuffix(big+big+big, "\n"), "b"}},
	} {
		var got []string
		for _, p := range inParts(test.objects) {
			got = append(got, p.YAML)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %d parts, want %d", test.name, len(got), len(test.want))
		}
	}
}

// TestLaterPartsComeFirst is what keeps an object that moves to a new part from
// being gone for a moment.
func TestLaterPartsComeFirst(t *testing.T) {
	var names []string
	for i := range 12 {
		names = append(names, partPrefix(i)+"000-unit.base")
	}
	slices.Reverse(names)
	if !slices.IsSorted(names) {
		t.Errorf("%v is not sorted", names)
	}
}
