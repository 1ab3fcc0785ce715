package chart

import (
	"slices"
	"sort"
	"testing"

	"helm.sh/helm/v3/pkg/releaseutil"
)

// FuzzSplit holds split to Helm's own function.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{
		"", "---", "---\n---", "a: 1", "---\na: 1\n---\nb: 2\n", "a: 1\n---b: 2", "a: 1\n\n \t---\nb: 2", "a: |\n  ---\n  x\n--- # c\nb: 2\r\n---\r\nc: 3",
		"a\n---\n---\nb", "\n\n---\n\n", "a\n--- ---\nb", "\u00a0\n---\n\u00a0",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parts := releaseutil.SplitManifests(text)
		var keys, want, got []string
		for key := range parts {
			keys = append(keys, key)
		}
		sort.Sort(releaseutil.BySplitManifestsOrder(keys))
		for _, key := range keys {
			want = append(want, parts[key])
		}
		for _, d := range split("file", text) {
			got = append(got, d.text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q comes apart as %q, want %q", text, got, want)
		}
	})
}
