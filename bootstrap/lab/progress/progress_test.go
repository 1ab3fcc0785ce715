package progress

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lab", "progress.json")
	p, err := Read(path)
	if err != nil || p.Current != "" || len(p.Records) != 0 {
		t.Fatal(p, err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	p.Begin(Record{Exercise: "drift", Number: 2, Title: "Two", Agent: "flux", Started: at})
	p.Begin(Record{Exercise: "contract", Number: 1, Title: "One", Agent: "flux", Started: at})
	p.Of("drift").Solved, p.Of("drift").Hints = &at, 2
	if err := p.Write(path); err != nil {
		t.Fatal(err)
	}
	again, err := Read(path)
	if err != nil || !reflect.DeepEqual(again, p) {
		t.Fatalf("read back as %+v, %v", again, err)
	}
	if again.Current != "contract" || again.Records[0].Exercise != "contract" {
		t.Errorf("got %+v", again)
	}
	later := at.Add(time.Hour)
	again.Begin(Record{Exercise: "drift", Number: 2, Started: later})
	if r := again.Of("drift"); len(again.Records) != 2 || r.Started != later || r.Solved == nil || r.Hints != 2 {
		t.Errorf("started again: %+v", r)
	}
	again.Forget("drift")
	if again.Of("drift") != nil || again.Current != "" {
		t.Errorf("forgotten: %+v", again)
	}
}

func TestABrokenFileIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("half a file: %v", err)
	}
}

// What a newer program wrote into it would be gone with the next check.
func TestAFileOfANewerProgramIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	text := `{"lab": "acme", "exercises": [{"exercise": "drift", "number": 2, "stars": 3}]}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), `"stars"`) {
		t.Errorf("got %v", err)
	}
}
