package progress

import (
	"os"
	"path/filepath"
	"reflect"
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
	if _, err := Read(path); err == nil {
		t.Error("half a file was read")
	}
}
