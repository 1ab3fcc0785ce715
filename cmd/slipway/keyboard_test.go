package main

import (
	"bytes"
	"slices"
	"testing"
	"testing/quick"
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

// TestKeysLoseNothing: whatever is sent, keys are parts of it in their order, and
// text without sequences stays whole.
func TestKeysLoseNothing(t *testing.T) {
	alphabet := []byte("a\x1b[;7BZ~R\xc3\xa9\r")
	keeps := func(letters []byte) bool {
		sent := make([]byte, len(letters))
		for i, l := range letters {
			sent[i] = alphabet[int(l)%len(alphabet)]
		}
		rest := sent
		for _, key := range keysIn(sent) {
			at := bytes.Index(rest, key)
			if len(key) == 0 || at < 0 {
				return false
			}
			rest = rest[at+len(key):]
		}
		return bytes.ContainsRune(sent, '\x1b') || bytes.Equal(bytes.Join(keysIn(sent), nil), sent)
	}
	if err := quick.Check(keeps, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
