package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// hunk is lines of a text that another text has otherwise.
type hunk struct {
	from, to int // of the text before, to being the first that stays
	text     []string
}

// threeWayLines says who changed which lines. Where what both changed overlaps or
// touches, nobody can say which is to stand, as in a merge of Git's.
func threeWayLines(base, have, want string) *ThreeWay {
	out := &ThreeWay{You: []ValueDiff{}, Slipway: []ValueDiff{}, Conflicts: []Conflict{}}
	lines, yours, ours := slices.Collect(strings.Lines(base)), hunksOf(base, have), hunksOf(base, want)
	for len(yours) > 0 || len(ours) > 0 {
		from, to := nextHunks(yours, ours)
		you, n := applied(lines, yours, from, to)
		now, m := applied(lines, ours, from, to)
		where, was := linesSaid(from, to), joined(lines[from:to])
		switch {
		case n > 0 && m > 0 && !slices.Equal(you, now):
			out.Conflicts = append(out.Conflicts, Conflict{where, was, joined(you), joined(now)})
		case m > 0:
			out.Slipway = append(out.Slipway, ValueDiff{where, was, joined(now)})
		default:
			out.You = append(out.You, ValueDiff{where, was, joined(you)})
		}
		yours, ours = yours[n:], ours[m:]
	}
	return out
}

// nextHunks are the lines of the first hunk, and of all that follow without a
// line between them.
func nextHunks(a, b []hunk) (from, to int) {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y hunk) int { return x.from - y.from })
	from, to = all[0].from, all[0].to
	for _, h := range all[1:] {
		if h.from > to {
			break
		}
		to = max(to, h.to)
	}
	return from, to
}

// applied are lines with the hunks in them that begin there, and how many these are.
func applied(lines []string, hunks []hunk, from, to int) (out []string, n int) {
	at := from
	for ; n < len(hunks) && hunks[n].from <= to; n++ {
		out = append(append(out, lines[at:hunks[n].from]...), hunks[n].text...)
		at = hunks[n].to
	}
	return append(out, lines[at:to]...), n
}

// hunksOf are the places where a text differs, from the first on.
func hunksOf(before, after string) []hunk {
	differ := diffmatchpatch.New()
	differ.DiffTimeout = 0 // what it finds must not depend on the machine
	a, b, lines := differ.DiffLinesToRunes(before, after)
	var out []hunk
	at, open := 0, false
	for _, d := range differ.DiffCharsToLines(differ.DiffMainRunes(a, b, false), lines) {
		text := slices.Collect(strings.Lines(d.Text))
		if d.Type == diffmatchpatch.DiffEqual {
			at, open = at+len(text), false
			continue
		}
		if !open {
			out, open = append(out, hunk{from: at, to: at}), true
		}
		last := &out[len(out)-1]
		if d.Type == diffmatchpatch.DiffInsert {
			last.text = append(last.text, text...)
			continue
		}
		at += len(text)
		last.to = at
	}
	return out
}

// joined is nil for no lines, as what is not there is.
func joined(lines []string) any {
	if len(lines) == 0 {
		return nil
	}
	return strings.TrimSuffix(strings.Join(lines, ""), "\n")
}

// linesSaid names lines as editors count them.
func linesSaid(from, to int) string {
	switch to - from {
	case 0:
		return fmt.Sprintf("after line %d", from)
	case 1:
		return fmt.Sprintf("line %d", to)
	}
	return fmt.Sprintf("lines %d to %d", from+1, to)
}
