package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// scaleRun is what TestScale measured once.
type scaleRun struct {
	Agent    string `json:"agent"`
	Clusters int    `json:"clusters"`
	// Objects are the agent's own: Applications, Kustomizations or ClusterSummaries.
	Objects int `json:"objects"`
	// Files and Bytes are the repository's.
	Files int `json:"files"`
	Bytes int `json:"bytes"`
	// Watches are the most that the clusters' API server served after a phase.
	Watches int `json:"watches"`
	// Cores and Memory, in MiB, are the machine's.
	Cores     int            `json:"cores"`
	Memory    int            `json:"memory"`
	Phases    []scalePhase   `json:"phases"`
	Processes []scaleProcess `json:"processes"`
}

// scalePhase is a commit and what became of it, in seconds.
type scalePhase struct {
	What string `json:"what"`
	// Registered is how long bootstrap took to push it and to register the clusters; the others
	// begin there.
	Registered float64 `json:"registered"`
	Created    float64 `json:"created"` // the last of the agent's objects
	Applied    float64 `json:"applied"` // the last object on a cluster
	Settled    float64 `json:"settled"` // bootstrap saw every unit in order
	GaveUp     bool    `json:"gaveUp"`  // it did not, and was ended after that time
	// Hub and Spokes are requests to the API servers, by verb.
	Hub    map[string]int `json:"hub"`
	Spokes map[string]int `json:"spokes"`
}

// scaleProcess is what one took: memory in MiB at the most, processor time in seconds.
type scaleProcess struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	Memory    int    `json:"memory"`
	Processor int    `json:"processor"`
	Restarts  int    `json:"restarts"`
}

const scaleFolder = "testdata/scale"

// write keeps what was measured, where it is asked for.
func (r scaleRun) write(t *testing.T) {
	t.Helper()
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", data)
	if !*updateDocs {
		return
	}
	if err := os.MkdirAll(scaleFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(scaleFolder, fmt.Sprintf("%s-%d.json", r.Agent, r.Clusters)), append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

const scaleHead = `# What a fleet takes

What real controllers take to bring a repository to many clusters, as ` + "`make e2e-scale`" + `
measured it; ` + "`make e2e-scale SCALE=\"flux 100 300\"`" + ` does so for some agents and numbers of
clusters, and with ` + "`UPDATE=-update`" + ` writes this page from the run. The machine had CORES cores and
MEMORY GiB of memory for everything: the hub's API server, the clusters', etcd, the agent, the
Git server and what watched them. Beside the runs of 10 and 100 clusters it did much other work
(a load of 20 to 60), beside the larger ones little, so that these took less time for a cluster. Read
processor time and memory, which that changes little, before seconds.

A platform of profile production in topology hub has two units on each cluster, the second
of which waits for the first, with two ConfigMaps each. Bootstrap registers the clusters and
waits until every unit is in order; then a commit changes every unit. Each cluster has an
address on loopback, a registration and a client of its own, and behind all addresses is one
real API server.

What this cannot show: a thousand separate API servers and etcds, the time to reach
clusters that are far away, clusters that are slow or down, the memory that a cluster's
own objects take (Argo CD and Sveltos keep some of them; here a cluster has few), and charts. With
Sveltos all clusters ask for the same objects, as it would take the objects of others for its own,
so when the last object came is not told, and its sveltoscluster-manager does not run.

## Times

In seconds. *Registered* is from the start of bootstrap until the commit is pushed and every
cluster is registered; the others begin there. *Created* is the last of the agent's own
objects, *applied* the last object on a cluster, *settled* when bootstrap has seen that all is
in order. For that it is given a quarter of an hour and three seconds for each cluster, and
the runs of 10 and 100 had the quarter alone.

Sveltos takes in about one new cluster a second, whatever else it has to do: it makes a
ClusterConfiguration, does not find it in its cache yet, and comes again 10 s later. A change of
clusters that it knows is not held up.

| agent | clusters | its objects | registered | created | applied | settled | a change: applied | settled |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

const scaleMemory = `
## Memory and processor time

The most memory that a process had at any time, in MiB, and its processor time for both
commits together, in seconds.

| agent | clusters | process | version | memory | processor |
| --- | --- | --- | --- | --- | --- |
`

const scaleCalls = `
## Requests and repository

Requests to the API servers for both commits together, bootstrap's own included: those that
read (GET, LIST) and those that write. *Watches* are those that the clusters' API server
served at the end of a commit. A server-side apply that changes nothing counts as a write.

| agent | clusters | hub: reads | writes | clusters: reads | writes | watches | files in Git | KiB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

const scaleMore = `
## What a cluster more takes

By the smallest and the largest run of each agent. Flux's kustomize-controller takes more for a
cluster the more there are, as each of its objects unpacks the whole repository.

| agent | clusters | process | MiB | seconds of processor time for a commit |
| --- | --- | --- | --- | --- |
`

const scaleSizes = `
## Sizes

The agent's own component takes a size, which is S by default and M in profile production; what is
set besides it holds.

    components:
      flux: {config: {size: L}}

It sets workers (Flux's and Sveltos' ` + "`concurrency`" + `, Argo CD's processors), how many requests a
second the controllers may send, what they ask for, and with Argo CD how often it compares.
` + "[catalog.md](reference/catalog.md)" + ` says for how many clusters each is. The runs above had the
workers and requests of M; L has more of both, which no run shows.

Argo CD keeps a cache of each cluster and of its API, before any object of yours, so memory decides
how many clusters one controller can drive. Share more out among [shards](clusters.md#shards). Flux
and Sveltos keep little of a cluster; with them processor time decides.

No size sets a limit of memory. A controller that is killed for memory begins anew, and a beginning
takes the most.
`

// scaleRuns are those that were written down, by agent and number of clusters.
func scaleRuns(t *testing.T) []scaleRun {
	t.Helper()
	paths, err := filepath.Glob(scaleFolder + "/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("there are no runs", err)
	}
	var out []scaleRun
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var r scaleRun
		if err := json.Unmarshal(data, &r); err != nil || len(r.Phases) != 2 {
			t.Fatalf("%s has %d phases (%v)", path, len(r.Phases), err)
		}
		slices.SortFunc(r.Processes, func(a, b scaleProcess) int { return strings.Compare(a.Name, b.Name) })
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b scaleRun) int {
		return cmp.Or(strings.Compare(a.Agent, b.Agent), cmp.Compare(a.Clusters, b.Clusters))
	})
	return out
}

// TestTheScaleIsDocumented holds docs/scale.md to what TestScale wrote down.
func TestTheScaleIsDocumented(t *testing.T) {
	runs := scaleRuns(t)
	var times, memory, calls strings.Builder
	for _, r := range runs {
		first, second := r.Phases[0], r.Phases[1]
		fmt.Fprintf(&times, "| %s | %d | %d | %.0f | %.0f | %s | %s | %s | %s |\n", r.Agent, r.Clusters, r.Objects,
			first.Registered, first.Created, seconds(first.Applied), first.settled(), seconds(second.Applied), second.settled())
		for _, p := range r.Processes {
			if p.tells() {
				fmt.Fprintf(&memory, "| %s | %d | %s | %s | %d | %d |\n", r.Agent, r.Clusters, p.short(r.Agent), p.Version, p.Memory, p.Processor)
			}
		}
		hubReads, hubWrites := readsAndWrites(first.Hub, second.Hub)
		reads, writes := readsAndWrites(first.Spokes, second.Spokes)
		fmt.Fprintf(&calls, "| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n", r.Agent, r.Clusters, hubReads, hubWrites, reads, writes, r.Watches, r.Files, r.Bytes>>10)
	}
	machine := strings.NewReplacer("CORES", fmt.Sprint(runs[0].Cores), "MEMORY", fmt.Sprint((runs[0].Memory+512)>>10))
	want := machine.Replace(scaleHead) + times.String() + scaleMemory + memory.String() + scaleMore + growth(runs) + scaleCalls + calls.String() + scaleSizes
	const file = "../docs/scale.md"
	if *updateDocs {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(text), want); diff != "" {
		t.Errorf("run with -update after looking at this:\n%s", diff)
	}
}

// growth is a line for each process of which there are two runs. Runs are in order.
func growth(runs []scaleRun) string {
	var b strings.Builder
	for i, least := range runs {
		most := least
		for _, r := range runs {
			if r.Agent == least.Agent {
				most = r
			}
		}
		if i > 0 && runs[i-1].Agent == least.Agent || most.Clusters == least.Clusters {
			continue
		}
		for _, p := range least.Processes {
			n := slices.IndexFunc(most.Processes, func(q scaleProcess) bool { return q.Name == p.Name })
			if n < 0 || !p.tells() {
				continue
			}
			q, more := most.Processes[n], float64(most.Clusters-least.Clusters)
			fmt.Fprintf(&b, "| %s | %d to %d | %s | %.1f | %.2f |\n", least.Agent, least.Clusters, most.Clusters, p.short(least.Agent),
				float64(q.Memory-p.Memory)/more, float64(q.Processor-p.Processor)/more/2)
		}
	}
	return b.String()
}

// short is the name without what goes without saying.
func (p scaleProcess) short(agent string) string { return strings.TrimPrefix(p.Name, "hub/"+agent+"/") }

// seconds are not told where they were not measured.
func seconds(s float64) string {
	if s == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", s)
}

func (p scalePhase) settled() string {
	if p.GaveUp {
		return "not in " + seconds(p.Settled)
	}
	return seconds(p.Settled)
}

// tells is whether a process's part depends on the agent or on the number of clusters.
func (p scaleProcess) tells() bool {
	return strings.Count(p.Name, "/") == 2 || strings.HasSuffix(p.Name, "/kube-apiserver") || strings.HasSuffix(p.Name, "/etcd")
}

// readsAndWrites add up requests; a watch is neither.
func readsAndWrites(phases ...map[string]int) (reads, writes int) {
	for _, phase := range phases {
		for _, verb := range slices.Sorted(maps.Keys(phase)) {
			switch verb {
			case "GET", "LIST":
				reads += phase[verb]
			case "APPLY", "PATCH", "POST", "PUT", "DELETE":
				writes += phase[verb]
			}
		}
	}
	return reads, writes
}
