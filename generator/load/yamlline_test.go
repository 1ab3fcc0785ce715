package load

import "testing"

// TestPathAt: what stands on a line, in whichever document of a file, and in files within it.
func TestPathAt(t *testing.T) {
	const text = "a: 1\nlist:\n  - x: 2\n---\nb:\n  c: 2\n---\n\nd:\n  f.yaml: |\n    e: 3\n"
	for line, want := range map[int]string{1: "a", 2: "list", 3: "list[0].x", 5: "b", 6: "b.c", 9: "d", 10: `d["f.yaml"]`, 11: `d["f.yaml"].e`} {
		path, found := PathAt([]byte(text), line)
		if got := PathText(path...); got != want || !found {
			t.Errorf("line %d is %s, want %s", line, got, want)
		}
	}
	for text, line := range map[string]int{"": 1, "a: [": 1, "# nothing\n": 1} {
		if path, found := PathAt([]byte(text), line); found {
			t.Errorf("%q: line %d is %v", text, line, path)
		}
	}
}
