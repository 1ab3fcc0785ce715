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
	// Size is the agent's; empty for that of the profile, which is M.
	Size string `json:"size,omitempty"`
	// Shards are how many they were shared out among, of which the first alone ran; 0 without.
	Shards int `json:"shards,omitempty"`
	Served int `json:"served,omitempty"` // the clusters of that shard
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
	if err := os.WriteFile(filepath.Join(scaleFolder, r.name()+".json"), append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

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
		return cmp.Or(strings.Compare(a.Agent, b.Agent), cmp.Compare(a.Clusters, b.Clusters), strings.Compare(a.Size, b.Size))
	})
	return out
}

// TestTheScaleIsDocumented holds docs/scale.md to what TestScale wrote down.
func TestTheScaleIsDocumented(t *testing.T) {
	runs := scaleRuns(t)
	var times, memory, calls strings.Builder
	for _, r := range runs {
		first, second := r.Phases[0], r.Phases[1]
		fmt.Fprintf(&times, "| %s | %s | %d | %.0f | %.0f | %s | %s | %s | %s |\n", r.Agent, r.clusters(), r.Objects,
			first.Registered, first.Created, seconds(first.Applied), first.settled(), seconds(second.Applied), second.settled())
		for _, p := range r.Processes {
			if p.tells() {
				fmt.Fprintf(&memory, "| %s | %s | %s | %s | %d | %d |\n", r.Agent, r.clusters(), p.short(r.Agent), p.Version, p.Memory, p.Processor)
			}
		}
		hubReads, hubWrites := readsAndWrites(first.Hub, second.Hub)
		reads, writes := readsAndWrites(first.Spokes, second.Spokes)
		fmt.Fprintf(&calls, "| %s | %s | %d | %d | %d | %d | %d | %d | %d |\n", r.Agent, r.clusters(), hubReads, hubWrites, reads, writes, r.Watches, r.Files, r.Bytes>>10)
	}
	shards := ""
	if slices.ContainsFunc(runs, func(r scaleRun) bool { return r.Shards > 0 }) {
		shards = scaleShards
	}
	machine := strings.NewReplacer("SHARDS", shards, "CORES", fmt.Sprint(runs[0].Cores), "MEMORY", fmt.Sprint((runs[0].Memory+512)>>10))
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
			if r.Agent == least.Agent && r.Shards == 0 && r.Size == "" {
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

// name is that of the run's file.
func (r scaleRun) name() string {
	name := fmt.Sprintf("%s-%d%s", r.Agent, r.Clusters, r.Size)
	if r.Shards > 0 {
		name += fmt.Sprintf("-%d", r.Shards)
	}
	return name
}

// clusters are those that there are, and of which the controllers that ran had so many.
func (r scaleRun) clusters() string {
	clusters := fmt.Sprint(r.Clusters)
	if r.Shards > 0 {
		clusters = fmt.Sprintf("%d of %d", r.Served, r.Clusters)
	}
	if r.Size != "" {
		clusters += ", " + r.Size
	}
	return clusters
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
