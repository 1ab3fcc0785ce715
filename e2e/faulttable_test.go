package e2e

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateDocs = flag.Bool("update", false, "write what the tables say into docs")

// diskFull needs a disk that can be.
const diskFull = "disk full"

// ending is how a run ends.
type ending int

const (
	completes   ending = iota
	stops              // with exit code 1, at once
	timesOut           // with exit code 4
	mayStop            // completes where all was in order already, else one of these two
	interrupted        // with exit code 130
	killed
	never // the fault cannot be met in this step
)

// meeting is what the first run does that meets a fault in some steps. The
// second, without the fault, always completes.
type meeting struct {
	from, to int
	ends     ending
	says     []string // all of them, where it does not complete
	why      string   // where it is never met
}

// fault is something that goes wrong from when a step begins.
type fault struct {
	name   string
	what   string // is done
	passes bool   // it is over while the first run goes on; but not in the step in which the cluster is first reached
	every  bool   // what is said does not depend on the agent
	at     []meeting
	short  int // the step in which make e2e shows it
}

// faults is the table that the tests run and that docs/faults.md prints.
func faults() []fault {
	return []fault{
		{name: "API server killed", what: "SIGKILL; what keeps it starts it again", passes: true, every: true, at: []meeting{{1, 8, completes, nil, ""}}, short: 4},
		{name: "etcd slow", what: "it stands still 7 tenths of each second, for 5 s", passes: true, every: true, at: []meeting{{1, 8, completes, nil, ""}}},
		{name: "API server answers 429", what: "to every request of bootstrap, with Retry-After, for 4 s", passes: true, every: true, at: []meeting{
			{1, 1, stops, []string{"reach cluster hub", "too many requests"}, ""}, {2, 8, completes, nil, ""}}},
		{name: "API server answers 500", what: "to every request of bootstrap, for 4 s", passes: true, every: true, at: []meeting{
			{1, 1, stops, []string{"reach cluster hub", "an error on the server"}, ""}, {2, 8, completes, nil, ""}}, short: 6},
		{name: "API server hangs", what: "it takes requests of bootstrap and says nothing, for 4 s", passes: true, every: true, at: []meeting{
			{1, 1, timesOut, []string{"cluster hub to answer at", "it took the connection and said nothing"}, ""}, {2, 8, completes, nil, ""}}},
		{name: "connections cut", what: "each of bootstrap's to the API server, for 4 s", passes: true, every: true, at: []meeting{
			{1, 1, stops, []string{"reach cluster hub", "EOF"}, ""}, {2, 8, completes, nil, ""}}},
		{name: "clock skew", what: "the API server's certificate is valid from tomorrow on", every: true, at: []meeting{
			{1, 8, stops, []string{"certificate has expired or is not yet valid", "look at this machine's clock"}, ""}}},
		{name: "webhook refuses", what: "one that the API server asks about every change is not there", at: []meeting{
			{1, 7, timesOut, []string{`failed calling webhook "refuses.example.com"`}, ""}, {8, 8, mayStop, []string{`failed calling webhook "refuses.example.com"`}, ""}}},
		{name: "policy refuses", what: "a ValidatingAdmissionPolicy denies every change", at: []meeting{
			{1, 7, stops, []string{"ValidatingAdmissionPolicy 'refuses'", "denied request"}, ""}, {8, 8, mayStop, []string{"ValidatingAdmissionPolicy 'refuses'"}, ""}}},
		{name: "quota exceeded", what: "no Secret fits the agent's namespace, and no pod a component's", at: []meeting{
			{1, 5, stops, []string{"Secret flux-system/", "exceeded quota"}, ""}, {6, 7, timesOut, []string{"unit sample", "exceeded quota"}, ""}, {8, 8, mayStop, []string{"unit sample", "exceeded quota"}, ""}}, short: 4},
		{name: "CRD stuck", what: "a CRD of the agent's is deleted, and a finalizer holds it", at: []meeting{
			{1, 3, timesOut, []string{"CustomResourceDefinition kustomizations.", "is being deleted", "example.com/stuck"}, ""},
			{4, 6, stops, []string{"root: CustomResourceDefinition kustomizations.", "is being deleted", "example.com/stuck"}, ""},
			{7, 7, timesOut, []string{"cause: CustomResourceDefinition kustomizations.", "is being deleted", "example.com/stuck"}, ""},
			{8, 8, mayStop, []string{"is being deleted", "example.com/stuck"}, ""}}},
		{name: "namespace terminating", what: "the agent's namespace is deleted, and a finalizer in it holds it", at: []meeting{
			{1, 4, timesOut, []string{"Namespace flux-system", "is being deleted", "example.com/stuck"}, ""},
			{5, 5, stops, []string{"because it is being terminated", "cause: Namespace flux-system", "is being deleted", "example.com/stuck"}, ""},
			{6, 6, stops, []string{"root: Namespace flux-system is being deleted", "example.com/stuck"}, ""},
			{7, 7, timesOut, []string{"cause: Namespace flux-system", "is being deleted", "example.com/stuck"}, ""},
			{8, 8, mayStop, []string{"Namespace flux-system", "is being deleted", "example.com/stuck"}, ""}}},
		{name: "Git down", what: "nobody listens", at: []meeting{
			{1, 2, stops, []string{"not reachable", "connection refused"}, ""}, {3, 7, timesOut, []string{"GitRepository flux-system/platform", "connection refused"}, ""}, {8, 8, completes, nil, ""}}},
		{name: "Git slow", what: "each answer comes a second late", every: true, at: []meeting{{1, 8, completes, nil, ""}}},
		{name: "Git hangs", what: "it takes requests and says nothing", at: []meeting{
			{1, 2, timesOut, []string{"the repository to answer"}, ""}, {3, 7, timesOut, []string{"GitRepository flux-system/platform"}, ""}, {8, 8, completes, nil, ""}}},
		{name: "token wrong", what: "Git wants another", at: []meeting{
			{1, 2, stops, []string{"authentication required: the credentials given were refused"}, ""},
			{3, 7, timesOut, []string{"GitRepository flux-system/platform", "authentication required"}, ""}, {8, 8, completes, nil, ""}}, short: 4},
		{name: "chart registry down", what: "nobody listens", at: []meeting{
			{1, 7, timesOut, []string{"unit web", "connection refused"}, ""}, {8, 8, mayStop, []string{"unit web", "connection refused"}, ""}}},
		{name: "wrong digest", what: "the chart registry sends other bytes than it says", at: []meeting{
			{1, 7, timesOut, []string{"unit web", "sha256"}, ""}, {8, 8, mayStop, []string{"unit web", "sha256"}, ""}}},
		{name: "agent crash-loops", what: "its source-controller ends each time that it starts", at: []meeting{
			{1, 4, stops, []string{"source-controller: it ended 4 times", "address already in use"}, ""},
			{5, 7, timesOut, []string{"its source-controller ended", "address already in use"}, ""}, {8, 8, mayStop, []string{"its source-controller ended", "address already in use"}, ""}}},
		{name: diskFull, what: "where the platform's folder is", every: true, at: []meeting{
			{1, 2, stops, []string{"push: ", "no space left on device"}, ""}, {3, 8, never, nil, "nothing is written to the folder after the push"}}},
		{name: "SIGINT", what: "as by Ctrl-C", every: true, at: []meeting{{1, 8, interrupted, []string{"interrupted"}, ""}}, short: 4},
		{name: "SIGKILL", what: "as by the kernel when memory is short", every: true, at: []meeting{{1, 8, killed, nil, ""}}},
		{name: "two bootstraps at once", what: "a second begins with the step", every: true, at: []meeting{
			{1, 8, mayStop, []string{"cluster hub is being changed by slipway bootstrap of"}, ""}}},
	}
}

// met is what a fault does in a step.
func (f fault) met(step int) meeting {
	i := slices.IndexFunc(f.at, func(m meeting) bool { return m.from <= step && step <= m.to })
	return f.at[i]
}

// telling is the step in which a fault is made where one has to do.
func (f fault) telling() int {
	if f.short > 0 {
		return f.short
	}
	return 4
}

func (m meeting) String() string {
	said := "`" + strings.Join(m.says, "` … `") + "`"
	switch m.ends {
	case completes:
		return "completes"
	case stops:
		return "stops: " + said
	case timesOut:
		return "stops when `--timeout` is over: " + said
	case mayStop:
		return "completes, or stops: " + said
	case interrupted:
		return "ends with exit code 130"
	case killed:
		return "is gone"
	}
	return "cannot be met: " + m.why
}

const faultsHead = `# What goes wrong, and what bootstrap does

What each fault below does in every step of ` + "`slipway bootstrap`" + `, with a real API server, a
real agent, a real Git server and a real chart registry. The first run meets the fault
from the moment when the step begins; the second comes when the fault is over. A test
holds both to this table, with Flux (` + "`make e2e-all`" + `; ` + "`make e2e`" + ` takes a few). After the
second run every object on the cluster is what it is after a run that met nothing, no
Lease is left, and neither the output nor any log holds a credential.

The steps are 1 preflight, 2 push, 3 crds, 4 agent, 5 credentials, 6 root, 7 hand-over,
8 settle. *Made* are those in which the fault was made and came out so; running the test
with -update notes them; the others are what is expected. Trouble that may pass by itself is waited out for ` + "`--timeout`" + ` and shown. Only
the first contact with a cluster is not repeated: there a wrong address looks the same.

| fault | what is done | steps | made | the first run | the second run |
| --- | --- | --- | --- | --- | --- |
`

// madeFile lists what TestFaults made with Flux and saw come out as the table says.
const madeFile = "testdata/faults.txt"

func faultsMade(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(madeFile)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		made[strings.TrimSpace(line)] = true
	}
	return made
}

// in names a fault in a step.
func (f fault) in(step int) string {
	return fmt.Sprintf("%s/%d", strings.ReplaceAll(f.name, " ", "-"), step)
}

// TestTheFaultsAreDocumented holds docs/faults.md to the table, every step of
// every fault.
func TestTheFaultsAreDocumented(t *testing.T) {
	var out strings.Builder
	out.WriteString(faultsHead)
	made := faultsMade(t)
	for _, f := range faults() {
		next := 1
		for _, m := range f.at {
			if m.from != next {
				t.Errorf("%s: what happens in step %d is not said", f.name, next)
			}
			next = m.to + 1
			steps, second := fmt.Sprint(m.from), "completes"
			if m.to > m.from {
				steps += "-" + fmt.Sprint(m.to)
			}
			if m.ends == never {
				second = ""
			}
			var shown []string
			for step := m.from; step <= m.to; step++ {
				if made[f.in(step)] {
					shown = append(shown, fmt.Sprint(step))
				}
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s |\n", f.name, f.what, steps, strings.Join(shown, " "), m, second)
		}
		if next != 9 {
			t.Errorf("%s: what happens in step %d is not said", f.name, next)
		}
	}
	const file = "../docs/faults.md"
	if *updateDocs {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), out.String()); diff != "" {
		t.Errorf("run with -update after looking at this:\n%s", diff)
	}
}
