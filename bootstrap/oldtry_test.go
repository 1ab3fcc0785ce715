package bootstrap

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestOnlyAnOldTryIsOne: the same words about what Git has now are another cause, as ending the try mends nothing then.
func TestOnlyAnOldTryIsOne(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("cause", "testdata", "old-try.argocd.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	objects, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	o, argocd := objects[1], allAgents(t)["argocd"]
	e := &engine{agent: argocd, host: recorded{o}}
	if found := e.linkCause(t.Context(), "", kube.RefOf(o)).named(); found.Name != "old-try" {
		t.Fatalf("got %+v", found)
	}
	o["operation"].(map[string]any)["sync"].(map[string]any)["source"] = at(o, argocd.Retries.Now)
	if found := e.linkCause(t.Context(), "", kube.RefOf(o)).named(); found.Name != "" || found.Cause == "" {
		t.Errorf("of a try with what Git has now it says %+v", found)
	}
}
