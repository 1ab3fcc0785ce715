package edit

import (
	"strings"
	"testing"
)

// two are clusters as commands write them.
var two = []Map{
	{{"name", "b"}, {"labels", Map{{"ring", "canary"}, {"zone", "1"}}}, {"server", "https://b.example.com:6443"}},
	{{"name", "c"}, {"kubernetes", "1.30"}, {"shard", 2}},
}

const (
	twoInBraces = `{name: b, labels: {ring: canary, zone: "1"}, server: https://b.example.com:6443}, {name: c, kubernetes: "1.30", shard: 2}`
	twoLines    = "    - name: b\n      labels: {ring: canary, zone: \"1\"}\n      server: https://b.example.com:6443\n    - name: c\n      kubernetes: \"1.30\"\n      shard: 2\n"
)

// TestAddItems writes as the user does, and changes nothing else.
func TestAddItems(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"lines":              {"s:\n  l:\n    - name: a # why\n      x: 1\n\n  # of b\n  b: 1\n", "s:\n  l:\n    - name: a # why\n      x: 1\n" + twoLines + "\n  # of b\n  b: 1\n"},
		"lines, flush":       {"s:\n  l:\n  - name: a\n  b: 1\n", "s:\n  l:\n  - name: a\n" + strings.TrimPrefix(strings.ReplaceAll("\n"+twoLines, "\n  ", "\n"), "\n") + "  b: 1\n"},
		"braces in lines":    {"s:\n  l:\n    - {name: a}\n  b: 1\n", "s:\n  l:\n    - {name: a}\n    - " + strings.Replace(twoInBraces, "}, {name", "}\n    - {name", 1) + "\n  b: 1\n"},
		"brackets":           {"s:\n  l: [{name: a}]   # all\n", "s:\n  l: [{name: a}, " + twoInBraces + "]   # all\n"},
		"brackets, empty":    {"{s: {l: []}}\n", "{s: {l: [" + twoInBraces + "]}}\n"},
		"brackets, lines":    {"s:\n  l: [\n    {name: a},\n    {name: é},\n  ]\n", "s:\n  l: [\n    {name: a},\n    {name: é},\n    " + strings.Replace(twoInBraces, "}, {name", "},\n    {name", 1) + ",\n  ]\n"},
		"brackets, no comma": {"s:\n  l: [\n    {name: a}\n  ]\n", "s:\n  l: [\n    {name: a},\n    " + strings.Replace(twoInBraces, "}, {name", "},\n    {name", 1) + "\n  ]\n"},
		"empty":              {"s:\n  l: []   # none yet\n  b: 1\n", "s:\n  l:   # none yet\n" + twoLines + "  b: 1\n"},
		"nothing":            {"s:\n  l: # yet\n  b: 1\n", "s:\n  l: # yet\n" + twoLines + "  b: 1\n"},
		"no key":             {"s:\n  b: 1\n# end\n", "s:\n  b: 1\n  l:\n" + twoLines + "# end\n"},
		"no key, in braces":  {"s: {b: 1}\n", "s: {b: 1, l: [" + twoInBraces + "]}\n"},
		"CRLF":               {"s:\r\n  l:\r\n    - name: a\r\n  b: 1\r\n", "s:\r\n  l:\r\n    - name: a\r\n" + strings.ReplaceAll(twoLines, "\n", "\r\n") + "  b: 1\r\n"},
		"CRLF, brackets":     {"s:\r\n  l: [\r\n    {name: a}]\r\n", "s:\r\n  l: [\r\n    {name: a},\r\n    " + strings.Replace(twoInBraces, "}, {name", "},\r\n    {name", 1) + "]\r\n"},
		"CRLF, no end":       {"s:\r\n  l:\r\n    - name: a", "s:\r\n  l:\r\n    - name: a\r\n" + strings.TrimSuffix(strings.ReplaceAll(twoLines, "\n", "\r\n"), "\r\n")},
		"no end of line":     {"s:\n  l:\n    - name: a", "s:\n  l:\n    - name: a\n" + strings.TrimSuffix(twoLines, "\n")},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AddItems([]byte(c.text), two, "s", "l")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%s\n%v\nwant\n%s", got, err, c.want)
			}
		})
	}
}

// TestAddItemsInTheUsersStyle: indentation, quotes and maps are as in the items that are there.
func TestAddItemsInTheUsersStyle(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"wide dash":     {"l:\n -   name: a\n     labels: {zone: 'x'}\n", " -   name: b\n     labels: {zone: '1'}\n     server: https://b\n"},
		"quoted server": {"l:\n- name: 'a'\n  server: \"https://a\"\n", "- name: 'b'\n  labels: {zone: \"1\"}\n  server: \"https://b\"\n"},
		"labels in lines": {"l:\n  - name: a\n    labels:\n        zone: b\n    server: https://a\n",
			"  - name: b\n    labels:\n        zone: \"1\"\n    server: https://b\n"},
		"dash alone":      {"l:\n  -\n    name: a\n", "  - name: b\n    labels: {zone: \"1\"}\n    server: https://b\n"},
		"text at the end": {"l:\n  - name: a\n    note: |\n      x\n\n      y\n", "  - name: b\n    labels: {zone: \"1\"}\n    server: https://b\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AddItems([]byte(c.text), []Map{{{"name", "b"}, {"labels", Map{{"zone", "1"}}}, {"server", "https://b"}}}, "l")
			if err != nil || string(got) != c.text+c.want {
				t.Errorf("got\n%s\n%v\nwant\n%s", got, err, c.text+c.want)
			}
		})
	}
}

func TestAddItemsRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no list":            {"s:\n  l: a\n", "2:6: s.l: add it yourself"},
		"nothing above":      {"a: 1\n", "there is no s"},
		"shared":             {"x: &x [{name: a}]\ns:\n  l: *x\n", "add it yourself"},
		"comment in flow":    {"s:\n  l: [{name: a}, # ]\n    {name: b}]\n", "add it yourself"},
		"key there":          {"s: {l: }\n", "add it yourself"},
		"no YAML":            {"s: [", "read YAML"},
		"text with a number": {"s:\n  l:\n    - a: |\n        x\n        # y\n", "add it yourself"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AddItems([]byte(c.text), two, "s", "l")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestRemoveItems takes items out, and changes nothing else.
func TestRemoveItems(t *testing.T) {
	const lines = "l:\n  # first\n  - name: a\n    x: 1 # of a\n\n  # second\n  - name: b\n  -\n    name: c\n# end\nm: 1\n"
	for name, c := range map[string]struct {
		text  string
		which []int
		want  string
	}{
		"first":               {lines, []int{0}, "l:\n  # first\n\n  # second\n  - name: b\n  -\n    name: c\n# end\nm: 1\n"},
		"last two":            {lines, []int{2, 1}, "l:\n  # first\n  - name: a\n    x: 1 # of a\n\n  # second\n# end\nm: 1\n"},
		"all":                 {lines, []int{0, 1, 2}, "l: []\n  # first\n\n  # second\n# end\nm: 1\n"},
		"neighbours":          {lines, []int{0, 1}, "l:\n  # first\n\n  # second\n  -\n    name: c\n# end\nm: 1\n"},
		"neighbours, no end":  {"l:\n- {a: 1}\n- {b: 1}\n- {c: 1}", []int{1, 2}, "l:\n- {a: 1}"},
		"commented, no end":   {"l:\n- {a: 1}\n- {b: 1}\n# of c\n- {c: 1}", []int{1, 2}, "l:\n- {a: 1}\n# of c"},
		"no end of line":      {"l:\r\n- {a: 1}\r\n- {b: é}", []int{1}, "l:\r\n- {a: 1}"},
		"CRLF":                {"l:\r\n- {a: 1}\r\n- {b: é}\r\n", []int{0}, "l:\r\n- {b: é}\r\n"},
		"brackets":            {"l: [{a: 1}, {b: \"]\"}, {c: 1}] # x\n", []int{1}, "l: [{a: 1}, {c: 1}] # x\n"},
		"brackets, last":      {"l: [{a: 1}, {b: 1}, {c: 1}, ]\n", []int{1, 2}, "l: [{a: 1}, ]\n"},
		"brackets, all":       {"l: [{a: 1}, {b: 1},]\n", []int{0, 1}, "l: []\n"},
		"brackets, commented": {"l: [ # all\n  {a: 1},\n  {b: 1},\n  # of c\n  {c: 1}, # end\n]\n", []int{0}, "l: [ # all\n  {b: 1},\n  # of c\n  {c: 1}, # end\n]\n"},
		"brackets in lines":   {"l: [\n  {a: 1},\n  {b: 1},\n  {c: 1}\n]\n", []int{0, 2}, "l: [\n  {b: 1}\n]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := RemoveItems([]byte(c.text), c.which, "l")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%s\n%v\nwant\n%s", got, err, c.want)
			}
		})
	}
	for name, c := range map[string]struct{ text, want string }{
		"shared":       {"l:\n  - &x {a: 1}\n  - *x\n", "remove it yourself"},
		"in flow":      {"l: [&x {a: 1}, {b: 1}]\n", "remove it yourself"},
		"nothing":      {"m: 1\n", "there is no l"},
		"used further": {"l:\n  - {a: &x 1}\nm: *x\n", "remove it yourself"},
		"comment":      {"l: [\n  {a: 1},\n  # of b\n  {b: 1},\n]\n", "remove it yourself"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := RemoveItems([]byte(c.text), []int{0}, "l")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestChangeRefuses what would change something else as well.
func TestChangeRefuses(t *testing.T) {
	for text, change := range map[string]Map{
		"name: &n a\nlabels: {ring: *n}\n":          {{"name", "b"}},
		"name: a\nlabels: &l {ring: b}\nmore: *l\n": {{"labels", Map{{"ring", "c"}}}},
	} {
		if got, err := Change([]byte(text), change); err == nil {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}

// TestChangeItems sets fields where they are, adds those that are not, and merges maps.
func TestChangeItems(t *testing.T) {
	change := Map{{"server", "https://new"}, {"labels", Map{{"ring", "1"}, {"zone", "b"}}}, {"kubernetes", "1.30"}}
	for name, c := range map[string]struct{ text, want string }{
		"lines": {"l:\n  - name: x\n  - name: a # a\n    server: \"https://a\" # old\n    labels:\n      zone: a # z\n  - name: y\n",
			"l:\n  - name: x\n  - name: a # a\n    server: \"https://new\" # old\n    labels:\n      zone: b # z\n      ring: \"1\"\n    kubernetes: \"1.30\"\n  - name: y\n"},
		"braces":     {"l:\n- {name: x}\n- {name: a, labels: {zone: a}}\n", "l:\n- {name: x}\n- {name: a, labels: {zone: b, ring: \"1\"}, server: https://new, kubernetes: \"1.30\"}\n"},
		"brackets":   {"l: [{name: x}, {name: a, server: 'https://a'}, {name: é}]\n", "l: [{name: x}, {name: a, server: 'https://new', labels: {ring: '1', zone: b}, kubernetes: '1.30'}, {name: é}]\n"},
		"at the end": {"l:\n  - name: x\n  - name: a", "l:\n  - name: x\n  - name: a\n    server: https://new\n    labels: {ring: \"1\", zone: b}\n    kubernetes: \"1.30\""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ChangeItems([]byte(c.text), map[int]Map{1: change}, "l")
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%s\n%v\nwant\n%s", got, err, c.want)
			}
		})
	}
	if got, err := ChangeItems([]byte("l:\n- {name: *x}\n"), map[int]Map{0: change}, "l"); err == nil {
		t.Errorf("got %q", got)
	}
	if got, err := ChangeItems([]byte("x: &x a\nl:\n- {server: *x}\n"), map[int]Map{0: change}, "l"); err == nil || !strings.Contains(err.Error(), "change it yourself") {
		t.Errorf("got %q, %v", got, err)
	}
}
