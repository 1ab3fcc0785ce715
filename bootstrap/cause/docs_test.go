package cause

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/causes.md anew")

const opening = `# Causes

Where the contract is not kept, ` + "`slipway status`" + `, its ` + "`--wait`" + ` and ` + "`--watch`" + `, and every wait of
` + "`slipway bootstrap`" + ` that runs out name one cause and what mends it. They look down from the
repository to the unit, to what it applied, to pods, to the events about them.
What is deepest counts: what stands above it only repeats it.

    cause: cluster hub, unit web: the quota small is used up: pods=1 asked for, …
    mend: raise the ResourceQuota small in namespace web, or ask for less in …

With ` + "`-o json`" + ` they are ` + "`cause`, `mend` and `causeName`" + `, of the whole and of each unit. Of a cause that is
not in this list the program repeats what was said, and the mend is where to look on.

Each of these is recognised from what real controllers wrote, and the tests hold what
they wrote. This table is made from the program's own, by
` + "`go test ./bootstrap/cause -update`" + `.

| cause | what it says | what mends it | recorded from |
| --- | --- | --- | --- |
`

var variable = regexp.MustCompile(`\$(\w+)`)

// TestTheDocsHaveEveryCause holds docs/causes.md to the table.
func TestTheDocsHaveEveryCause(t *testing.T) {
	text := opening
	for _, row := range Rows() {
		files, err := filepath.Glob("testdata/" + row.Name + ".*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var from []string
		for _, f := range files {
			from = append(from, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), row.Name+"."), ".yaml"))
		}
		text += fmt.Sprintf("| `%s` | %s | %s | %s |\n", row.Name, shown(row.Cause), shown(row.Mend), strings.Join(from, ", "))
	}
	const path = "../../docs/causes.md"
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != text {
		t.Errorf("%s is not what the table says (-update writes it): %v", path, err)
	}
}

// shown writes what a message fills in as words.
func shown(text string) string {
	return strings.ReplaceAll(variable.ReplaceAllString(text, "_${1}_"), "|", "\\|")
}

func TestName(t *testing.T) {
	const quota = `pods "web-1" is forbidden: exceeded quota: small, requested: limits.cpu=1,pods=1, used: limits.cpu=0,pods=2, limited: limits.cpu=4,pods=2`
	deployment := Fact{Kind: "Deployment", Namespace: "web", Name: "web", Reason: "MinimumReplicasUnavailable", Message: "Deployment does not have minimum availability."}
	full := Fact{Kind: "ReplicaSet", Namespace: "web", Name: "web-1", Reason: "FailedCreate", Message: quota}
	for _, tt := range []struct {
		name  string
		facts []Fact
		want  Finding
	}{
		{"nothing said", nil, Finding{}},
		{"nothing known", []Fact{deployment}, Finding{}},
		{"what it names is filled in", []Fact{deployment, full}, Finding{"quota-exceeded",
			"the quota small is used up: limits.cpu=1,pods=1 asked for, limits.cpu=0,pods=2 of limits.cpu=4,pods=2 used",
			"raise the ResourceQuota small in namespace web, or ask for less in the component's config or its overrides"}},
		{"the deepest counts", []Fact{full, {Kind: "Kustomization", Message: "dependency 'flux-system/a' is not ready"}},
			Finding{"dependency-waits", "it waits for a", "mend a first; slipway status names its cause"}},
		{"a message of several lines", []Fact{{Kind: "HelmRelease", Message: "values don't meet the specifications of the schema(s) in the following chart(s):\npicky:\n- at '/replicas': got string"}},
			Finding{"values-refused", "the chart picky does not take these values",
				"correct what the message names in the component's config or in overrides/; slipway explain CLUSTER COMPONENT shows where a value is from"}},
		{"a kind that the row is not about", []Fact{{Kind: "ConfigMap", Reason: "OOMKilled"}}, Finding{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, by, ok := Name(tt.facts)
			if got != tt.want || ok != (tt.want.Name != "") || ok && by.Kind == "" {
				t.Errorf("got %+v by %+v, want %+v", got, by, tt.want)
			}
		})
	}
}

// TestRowsAreWhole: a cause has a name of its own, and its mend; what they fill in
// is what every one of its messages names.
func TestRowsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Rows() {
		if row.Name == "" || row.Cause == "" || row.Mend == "" || seen[row.Name] || len(row.Messages)+len(row.Reasons)+len(row.Kinds) == 0 {
			t.Errorf("%q lacks something, or is twice there", row.Name)
		}
		seen[row.Name] = true
		for _, v := range variable.FindAllStringSubmatch(row.Cause+" "+row.Mend, -1) {
			for _, m := range row.Messages {
				if m.SubexpIndex(v[1]) < 0 && !strings.Contains(" object namespace name ", " "+v[1]+" ") {
					t.Errorf("%s: $%s is not in %s", row.Name, v[1], m)
				}
			}
		}
	}
}
