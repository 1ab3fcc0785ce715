package apiversion

import (
	"fmt"
	"slices"
	"strings"
)

// Check says what keeps a table from being one, nil where nothing does: an edit
// that is cut short, and reading a folder of which half was edited, must come to
// the same. So no move may be about what another of the same table, or a later
// one, makes.
func (t Table) Check() error {
	if t.Current == "" {
		return fmt.Errorf("versions: current names no version")
	}
	if t.Previous == nil {
		return nil
	}
	if t.Previous.APIVersion == "" || t.Previous.APIVersion == t.Current {
		return fmt.Errorf("versions: previous must be another version than %s (got %q)", t.Current, t.Previous.APIVersion)
	}
	for i, m := range t.Previous.Moves {
		if err := m.check(); err != nil {
			return fmt.Errorf("versions: move %d: %w", i+1, err)
		}
		for _, later := range t.Previous.Moves[i:] {
			if err := m.undoneBy(later); err != nil {
				return fmt.Errorf("versions: move %d: %w", i+1, err)
			}
		}
	}
	return nil
}

func (m Move) check() error {
	at := m.at()
	last := len(at) - 1
	switch {
	case at == nil || slices.Contains(at, "") || at[last] == every:
		return fmt.Errorf("it must be about an entry, by its path (got %q)", strings.Join(at, "."))
	case overlap(at, []string{"spec", "clusters"}) && len(at) < 3 && m.Keep == "":
		return fmt.Errorf("%s cannot change: the files of clusters/ are what stands there", strings.Join(at, "."))
	case m.Move != "":
		return m.checkMove(at, m.to())
	case m.Value != "" && (m.Was == "" || m.Now == "" || m.Was == m.Now):
		return fmt.Errorf("%s: was and now must be two words", m.Value)
	case m.Drop != "" && m.Why == "":
		return fmt.Errorf("%s: why is it dropped?", m.Drop)
	case m.Keep != "" && m.Now == "":
		return fmt.Errorf("%s: now must be what went without saying", m.Keep)
	}
	return nil
}

// checkMove keeps an entry in the item that it is in, and out of itself.
func (m Move) checkMove(at, to []string) error {
	n := 0
	for i, key := range at {
		if key == every {
			n = i + 1
		}
	}
	switch {
	case slices.Contains(to, "") || len(to) <= n || !slices.Equal(at[:n], to[:n]) || slices.Contains(to[n:], every):
		return fmt.Errorf("%s cannot go to %q: both must begin alike, up to the last *", m.Move, m.To)
	case overlap(at, to):
		return fmt.Errorf("%s cannot go to %s, which is in it or around it", m.Move, m.To)
	}
	return nil
}

// undoneBy refuses a later move that makes again what this one is about.
func (m Move) undoneBy(later Move) error {
	made := later.to()
	if later.Value != "" {
		if m.Value == later.Value && m.Was == later.Now {
			return fmt.Errorf("%s: %s becomes another word here, and is what another becomes", m.Value, m.Was)
		}
		return nil
	}
	if later.Move == "" || m.List != "" || m.Keep != "" || !overlap(m.at(), made) {
		return nil
	}
	return fmt.Errorf("%s goes, and is made again by the move of %s; a name is not used for something else in the next version",
		strings.Join(m.at(), "."), later.Move)
}

// overlap is whether one path leads to the other.
func overlap(a, b []string) bool {
	n := min(len(a), len(b))
	return slices.EqualFunc(a[:n], b[:n], func(x, y string) bool { return x == y || x == every || y == every })
}
