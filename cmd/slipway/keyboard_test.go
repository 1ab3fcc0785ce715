package main

import (
	"bytes"
	"slices"
	"testing"
)

// TestKeys: what a terminal sends is taken apart, and what means nothing is left out.
func TestKeys(t *testing.T) {
	for sent, want := range map[string][]string{
		"ab\r":                    {"a", "b", "\r"},
		"é→":                      {"é", "→"},
		"a\x1b[Bb\x1bOA":          {"a", "\x1b[B", "b", "\x1bOA"},
		"\x1b":                    nil,
		"\x1bx":                   nil,
		"\x1b[1;5Cx":              {"x"},
		"\x1b[200~x":              {"x"},
		"\x1b[3~\x1b[Z\x1b[12;7R": {"\x1b[3~", "\x1b[Z", "\x1b[12;7R"},
		"\x1b[":                   nil,
		"\xffa":                   {"\xff", "a"},
		"":                        nil,
	} {
		var got []string
		for _, key := range keysIn([]byte(sent)) {
			got = append(got, string(key))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", sent, got, want)
		}
	}
}

// FuzzKeys: whatever is sent, text stays text, in its order.
func FuzzKeys(f *testing.F) {
	for _, seed := range []string{"a\x1b[Bé", "\x1b\x1b[", "\x1b[1;2;3R\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		rest := sent
		for _, key := range keysIn(sent) {
			at := bytes.Index(rest, key)
			if len(key) == 0 || at < 0 {
				t.Fatalf("%q: the key %q was not sent", sent, key)
			}
			rest = rest[at+len(key):]
		}
		if !bytes.ContainsRune(sent, '\x1b') && !bytes.Equal(bytes.Join(keysIn(sent), nil), sent) {
			t.Errorf("%q lost something", sent)
		}
	})
}
