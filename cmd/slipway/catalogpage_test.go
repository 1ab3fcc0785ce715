package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator"
)

// pageOf is what catalog show says of a component, on a page so wide.
func pageOf(t *testing.T, name string, width int, colour bool) string {
	t.Helper()
	src, err := (&app{}).sources()
	if err != nil {
		t.Fatal(err)
	}
	c, err := generator.LookAt(src, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := shownOf(c, name)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{width: width, colour: colour}
	p.component(s)
	return p.String()
}

// TestComponentReference holds the page of a component to testdata/traefik.txt.
func TestComponentReference(t *testing.T) {
	holdsPage(t, "testdata/traefik.txt", []byte(pageOf(t, "traefik", widest, false)))
}

// TestAComponentIsAsWideAsTheTerminal: nothing is cut, and colours take no room.
func TestAComponentIsAsWideAsTheTerminal(t *testing.T) {
	plain := pageOf(t, "dex", 200, false)
	for _, width := range []int{48, 80, 132} {
		text := pageOf(t, "dex", width, false)
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width {
				t.Errorf("%d columns, not %d: %s", n, width, line)
			}
		}
		if words(text) != words(plain) {
			t.Errorf("at %d columns other words are said than at 200", width)
		}
	}
	coloured := pageOf(t, "dex", 80, true)
	for _, how := range []string{strong, dim, accent} {
		if !strings.Contains(coloured, "\x1b["+how+"m") {
			t.Errorf("nothing is painted %s", how)
		}
		coloured = strings.ReplaceAll(coloured, "\x1b["+how+"m", "")
	}
	if strings.ReplaceAll(coloured, "\x1b[0m", "") != pageOf(t, "dex", 80, false) {
		t.Error("colours change more than colours")
	}
}

// words are the letters of a text, however its lines are broken.
func words(text string) string { return strings.Join(strings.Fields(text), "") }
