package apiversion

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// tried are moves of every kind, of a version that never was.
func tried() []Move {
	return []Move{
		{Move: "spec.git", To: "spec.repository"},
		{Move: "spec.repository.address", To: "spec.repository.url"},
		{Move: "spec.dns.domain", To: "spec.domain"},
		{Move: "spec.branch", To: "spec.repository.branch"},
		{Move: "spec.clusters.*.api", To: "spec.clusters.*.server"},
		{Move: "spec.clusters.*.secret", To: "spec.clusters.*.credentials.name"},
		{Value: "spec.delivery", Was: "rendered", Now: "manifests"},
		{Drop: "spec.components.*.legacy", Why: "nothing reads it"},
		{Drop: "spec.clusters.*.zone", Why: "a label says it"},
		{List: "spec.catalogs"},
		{Keep: "spec.profile", Now: "lab"},
	}
}

// TestEdit: a text is edited where a move says so, and nowhere else.
func TestEdit(t *testing.T) {
	const done = "spec: {profile: lab}\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing to do": {done, done},
		"rename":        {"spec:\n  profile: a\n  git: # the one\n    address: 'x' # y\n\n# end", "spec:\n  profile: a\n  repository: # the one\n    url: 'x' # y\n\n# end"},
		"rename quoted": {"spec:\n  profile: a\n  \"git\": {'address' : x}\n", "spec:\n  profile: a\n  \"repository\": {'url' : x}\n"},
		"CRLF and BOM":  {"\xEF\xBB\xBFspec:\r\n  git: {address: é}\r\n  dns:\r\n    domain: d\r\n  profile: a", "\xEF\xBB\xBFspec:\r\n  repository: {url: é}\r\n  profile: a\r\n  domain: d"},
		"move out of a map": {"spec:\n  dns:\n    # why\n    domain: d # here\n    ttl: 3\n  profile: a\n\n# tail\n",
			"spec:\n  dns:\n    ttl: 3\n  profile: a\n  # why\n  domain: d # here\n\n# tail\n"},
		"move into a map":     {"spec:\n  branch: b\n  repository:\n      url: x\n  profile: a\n", "spec:\n  repository:\n      url: x\n      branch: b\n  profile: a\n"},
		"move into braces":    {"spec:\n  branch: b\n  repository: {url: x}\n  profile: a\n", "spec:\n  repository: {url: x, branch: b}\n  profile: a\n"},
		"move within braces":  {"spec: {dns: {domain: d}, profile: a}\n", "spec: {profile: a, domain: d}\n"},
		"move into a new map": {"spec:\n  profile: a\n  branch: b\n", "spec:\n  profile: a\n  repository:\n    branch: b\n"},
		"move into nothing":   {"spec:\n  repository:\n  profile: a\n  branch: b\n", "spec:\n  repository:\n    branch: b\n  profile: a\n"},
		"clusters": {"spec:\n  profile: a\n  clusters:\n    - api: https://x # a\n      name: b\n      secret: s\n    - {name: c, secret: s, api: y}\n",
			"spec:\n  profile: a\n  clusters:\n    - server: https://x # a\n      name: b\n      credentials:\n        name: s\n    - {name: c, server: y, credentials: {name: s}}\n"},
		"a lone entry behind a dash": {"spec:\n  profile: a\n  clusters:\n  - zone: z # x\n  - zone: z\n    # about the name\n    name: n\n  - zone: z\n\n    name: m\n",
			"spec:\n  profile: a\n  clusters:\n  - {}\n  - \n    # about the name\n    name: n\n  - name: m\n"},
		"a lone entry in lines":       {"spec:\n  profile: a\n  components:\n    x:  # x\n      legacy: 1\n    y: {legacy: 1}\n", "spec:\n  profile: a\n  components:\n    x: {}  # x\n    y: {}\n"},
		"a word":                      {"spec: {delivery: 'rendered', profile: a}\n", "spec: {delivery: 'manifests', profile: a}\n"},
		"another word":                {"spec: {delivery: charts, profile: a}\n", "spec: {delivery: charts, profile: a}\n"},
		"a list of one":               {"spec:\n  catalogs: builtin # b\n  profile: a\n", "spec:\n  catalogs: [builtin] # b\n  profile: a\n"},
		"a list of what needs quotes": {"spec:\n  catalogs: a, b\n  profile: a\n", "spec:\n  catalogs: [\"a, b\"]\n  profile: a\n"},
		"a list of a map": {"spec:\n  profile: a\n  catalogs:\n    # c\n    a: |\n      x\n\n      y\n    b: 1\n",
			"spec:\n  profile: a\n  catalogs:\n    # c\n    - a: |\n        x\n\n        y\n      b: 1\n"},
		"a list already":    {"spec: {catalogs: [a], profile: a}\n", "spec: {catalogs: [a], profile: a}\n"},
		"written out":       {"spec:\n  delivery: charts # d\n# e\n", "spec:\n  delivery: charts # d\n  profile: lab\n# e\n"},
		"a block moves":     {"spec:\n  profile: a\n  dns:\n      domain: |\n          d\n\n           e\n", "spec:\n  profile: a\n  domain: |\n      d\n\n       e\n"},
		"an alias":          {"x: &b main\nspec: {profile: a, branch: *b}\n", "x: &b main\nspec: {profile: a, repository: {branch: *b}}\n"},
		"what aliases mean": {"spec:\n  profile: a\n  clusters:\n  - &c {name: a, api: x}\n  - *c\n", "spec:\n  profile: a\n  clusters:\n  - &c {name: a, server: x}\n  - *c\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := Edit([]byte(c.text), tried())
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			again, twice, err := Edit(got, tried())
			if err != nil || string(again) != string(got) || len(twice.Changes) != 0 {
				t.Errorf("and again\n%s\n%v %v", again, twice, err)
			}
			root, _ := parse([]byte(c.text))
			if after, _ := parse(got); !same(after, Convert(root, tried()).Root) {
				t.Error("what is read of the text before is something else")
			}
		})
	}
}

// TestEditRefuses what would touch more than it is about, with the place.
func TestEditRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an alias that means two things": {"x: {y: &c {zone: 1, api: x}}\nspec: {profile: a, clusters: [*c]}\n", "1:21"},
		"an anchor that is used":         {"spec:\n  profile: a\n  clusters: [{name: a, zone: &z 1, labels: {z: *z}}]\n", "3:24"},
		"a block into braces":            {"spec:\n  profile: a\n  branch: |\n    b\n  repository: {url: x}\n", "3:3"},
		"a comment into braces":          {"spec:\n  profile: a\n  branch: b # c\n  repository: {url: x}\n", "3:3"},
		"a block as an item":             {"spec:\n  profile: a\n  catalogs: |\n    b\n", "3:3"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := Edit([]byte(c.text), tried())
			if err == nil || !strings.HasPrefix(err.Error(), c.want+":") {
				t.Errorf("got %v\n%s", err, got)
			}
		})
	}
}

// TestConvertFaults: nothing is written over, and nothing is lost.
func TestConvertFaults(t *testing.T) {
	for text, want := range map[string]Fault{
		"spec: {branch: b, repository: {branch: c}}": {Line: 1, Col: 8, Taken: true},
		"spec: {branch: b, repository: x}":           {Line: 1, Col: 8},
		"spec: {git: {a: 1}, repository: {b: 1}}":    {Line: 1, Col: 8, Taken: true},
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		faults := Convert(doc.Content[0], tried()).Faults
		if len(faults) == 0 || faults[0].Line != want.Line || faults[0].Col != want.Col || faults[0].Taken != want.Taken {
			t.Errorf("%s: %+v", text, faults)
		}
		if _, _, err := Edit([]byte(text), tried()); err == nil {
			t.Errorf("%s: was edited", text)
		}
	}
}
