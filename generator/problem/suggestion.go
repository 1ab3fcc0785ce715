package problem

import (
	"fmt"
	"slices"
	"strings"
)

// suggestLimit is the longest name worth comparing.
const suggestLimit = 100

// Suggest says which of the known names was probably meant, else otherwise: one
// that differs in case, in at most two letters and no more than half of them,
// that name is the beginning of, or of which it is a word.
func Suggest(name string, known []string, otherwise string) string {
	if name == "" || len(name) > suggestLimit {
		return otherwise
	}
	lower := strings.ToLower(name)
	best, distance := "", min(2, len(name)/2)+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		d := editDistance(lower, strings.ToLower(k))
		if d < distance || (best == "" && len(name) > 2 && strings.HasPrefix(k, name)) {
			best, distance = k, min(d, distance)
		}
	}
	if best == "" {
		best = withWord(lower, known)
	}
	if best == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// withWord is the first name between whose dashes a word stands.
func withWord(word string, known []string) string {
	for _, k := range slices.Sorted(slices.Values(known)) {
		if len(word) > 2 && slices.Contains(strings.Split(k, "-"), word) {
			return k
		}
	}
	return ""
}

// editDistance counts the insertions, deletions and replacements between a and b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
