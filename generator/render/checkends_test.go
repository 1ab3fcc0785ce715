package render

import "testing"

// TestJoins: what joins says of two texts, check says of the whole.
func TestJoins(t *testing.T) {
	for _, test := range []struct {
		name, head, end string
		want            bool
	}{
		{"two mappings", "# about\na:\n  b: 1\n", "c:\n  - d\n", true},
		{"a key without a value, and a comment", "a: # none\n# more\n", "c: 1\n", true},
		{"a text of several lines", "a: |+\n  b\n\n", "c: 1\n", true},
		{"the same key", "a: 1\n", "a: 2\n", false},
		{"a key twice in the first", "a: 1\na: 2\n", "c: 1\n", false},
		{"a key twice below", "a: {b: 1, b: 2}\n", "c: 1\n", false},
		{"in braces", "{a: 1}\n", "c: 1\n", false},
		{"braces that are open", "a: {b: 1\n", "c: 1}\n", false},
		{"quotes that are open", "a: \"b\n", "c: 1\"\n", false},
		{"an alias of the other", "a: &x 1\n", "c: *x\n", false},
		{"a list", "- a\n", "c: 1\n", false},
		{"further in", "a: 1\n", "  c: 1\n", false},
		{"no key", "a: 1\n", ": 1\n", false},
		{"a question", "? a\n", "c: 1\n", false},
		{"another document", "a: 1\n---\n", "c: 1\n", false},
		{"nothing", "", "c: 1\n", false},
		{"no value", "a: <no value>\n", "c: 1\n", false},
		{"a line that is not complete", "a: 1", "c: 1\n", false},
	} {
		if got := joins([]byte(test.head), test.end, mappingKeys(test.end)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		} else if err := check("yaml", []byte(test.head+test.end)); got && err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// FuzzJoins: nothing that joins takes would be refused as a whole.
func FuzzJoins(f *testing.F) {
	f.Add("# about\na:\n  b: 1\n", "c:\n  - d\n")
	f.Add("a: |+\n  b\n\n", "c: >-\n  d\n  e\n")
	f.Add("a: b\n  c\n", "d: 'e\n\n  f'\n")
	f.Add("a: &x [1,\n  2]\nb: *x\n", "c: !!str 1 # d\n")
	f.Add("? a\n: b\n", "\"c\": {}\n")
	f.Fuzz(func(t *testing.T, head, end string) {
		if joins([]byte(head), end, mappingKeys(end)) {
			if err := check("yaml", []byte(head+end)); err != nil {
				t.Errorf("%q and %q: %v", head, end, err)
			}
		}
	})
}
