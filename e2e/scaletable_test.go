package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
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

// write keeps what was measured, where it is asked for and nothing failed.
func (r scaleRun) write(t *testing.T) {
	t.Helper()
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", data)
	if !*updateDocs || t.Failed() {
		return
	}
	if err := os.MkdirAll(scaleFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(scaleFolder, fmt.Sprintf("%s-%d.json", r.Agent, r.Clusters)), append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
