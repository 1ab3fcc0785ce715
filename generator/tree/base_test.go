package tree

import (
	"strings"
	"testing"
)

// TestFindBases: the header of an edited file tells what it was generated as, today or in the past.
func TestFindBases(t *testing.T) {
	one, two := content{"gitops/a.yaml": "a: 1\n"}, content{"gitops/a.yaml": "a: 2\n"}
	for name, tt := range map[string]struct {
		now  content
		past []string
		edit func(t *testing.T, dir string)
		want string
		asks int
	}{
		"generated as today":   {now: one, edit: extend("gitops/a.yaml"), want: "a: 1\n"},
		"generated before":     {now: two, past: []string{"mine", "NEW", "OLD", "older"}, edit: extend("gitops/a.yaml"), want: "a: 1\n", asks: 3},
		"with CRLF":            {now: two, past: []string{"CRLF"}, edit: extend("gitops/a.yaml"), want: "a: 1\n", asks: 1},
		"never committed":      {now: two, past: []string{"NEW"}, edit: extend("gitops/a.yaml"), asks: 1},
		"the header is edited": {now: two, past: []string{"OLD"}, edit: write("gitops/a.yaml", "a: 3\n")},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, newTree(t, one), Options{})
			old := get(t, dir)["gitops/a.yaml"]
			f, _ := newTree(t, tt.now).File("gitops/a.yaml")
			tt.edit(t, dir)
			c := plan(t, dir, newTree(t, tt.now), Options{})
			asks := 0
			must(t, c.FindBases(func(_ string, visit func([]byte) bool) error {
				for _, text := range tt.past {
					asks++
					text = strings.NewReplacer("OLD", old, "NEW", string(f.Data), "CRLF", strings.ReplaceAll(old, "\n", "\r\n")).Replace(text)
					if !visit([]byte(text)) {
						return nil
					}
				}
				return nil
			}))
			got := string(c.Edited[0].Base)
			if tt.want != "" && got != old || tt.want == "" && got != "" || asks != tt.asks {
				t.Errorf("asked %d times, and found %q", asks, got)
			}
		})
	}
}
