//go:build e2e && linux

package e2e

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/drift"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestLabWatch: who watches a lab sees a change by hand and who made it, and the
// agent that takes it back; sees a commit with its author, and what becomes of it, on
// clusters that come later as well.
func TestLabWatch(t *testing.T) {
	withAgents(t, labWatch, "flux")
}

func labWatch(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p05")
	room.here("lab", "up", "--participant", "p05", "--agent", agent, "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p05")
	c := l.clusterOf("lab-p05")
	news, end := l.watch("lab-p05")
	news("the contract is kept", func(n bootstrap.LabNews) bool { return n.Status != nil && n.Status.Kept != nil && *n.Status.Kept })

	if err := c.Delete(t.Context(), sampleDeployment, kube.Background); err != nil {
		t.Fatal(err)
	}
	became := func(what string) func(bootstrap.LabNews) bool {
		return func(n bootstrap.LabNews) bool {
			return n.Object != nil && n.Object.Object == sampleDeployment.String() && n.Object.What == what
		}
	}
	news("the deletion", became(drift.Deleted))
	if by := news("the agent making it again", became(drift.Made)).Object; !by.Agent || by.Healed == nil {
		t.Errorf("of what is made again it says %+v", by)
	}

	scale := map[string]any{"spec": map[string]any{"replicas": 5}}
	if err := c.Merge(t.Context(), "kubectl-edit", sampleDeployment, scale); err != nil {
		t.Fatal(err)
	}
	changed := func(to string) func(bootstrap.LabNews) bool {
		return func(n bootstrap.LabNews) bool {
			return n.Object != nil && n.Object.Object == sampleDeployment.String() && slices.ContainsFunc(n.Object.Fields, func(f drift.Field) bool { return f.Path == "spec.replicas" && f.To == to })
		}
	}
	if by := news("the change by hand", changed("5")).Object; by.By != "kubectl-edit" || by.Agent || by.Unit != "sample" || by.Cluster != "hub" || by.Healed != nil {
		t.Errorf("of the change by hand it says %+v", by)
	}
	if by := news("the healing", changed("1")).Object; !by.Agent || by.Healed == nil || *by.Healed <= 0 || by.By == "kubectl-edit" {
		t.Errorf("of the healing it says %+v", by)
	}

	l.run("disable", "sample")
	l.run("generate", "--commit", "--allow-destructive")
	l.inWorkspace("git", "push", "--quiet")
	head := l.inWorkspace("git", "rev-parse", "HEAD")
	// Objects are told of at once, and Git is asked every few seconds: either may come first.
	var committed, pruned bool
	news("the commit, by its author, and the prune", func(n bootstrap.LabNews) bool {
		committed = committed || n.Commit != nil && n.Commit.Commit == head && n.Commit.Author == "p05"
		pruned = pruned || became(drift.Deleted)(n)
		return committed && pruned
	})

	// A cluster that comes later is watched as well, and what Git brings back was not healed.
	l.run("enable", "sample")
	l.run("cluster", "add", "river", "--provider", "local", "--server", "https://river.platform.example.com:6443")
	l.run("generate", "--commit")
	l.inWorkspace("git", "push", "--quiet")
	if by := news("what Git brings back", became(drift.Made)).Object; by.Cluster != "hub" || !by.Agent || by.Healed != nil {
		t.Errorf("of what Git brings back it says %+v", by)
	}
	l.run("lab", "up", "--timeout", "4m")
	onRiver := func(n bootstrap.LabNews) bool {
		return n.Object != nil && n.Object.Cluster == "river" && n.Object.Unit == "sample"
	}
	news("an object of the new cluster", onRiver)
	end()
}

// watch watches a lab, as a program does. News waits until something is told, and
// end ends it as Ctrl-C does.
func (l *lab) watch(name string) (news func(what string, is func(bootstrap.LabNews) bool) bootstrap.LabNews, end func()) {
	l.t.Helper()
	cmd := l.command(l.t.Context(), "lab", "watch", name, "-o", "json")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		l.t.Fatal(err)
	}
	told := make(chan bootstrap.LabNews, 10000) // nobody reads them while a cluster is made
	go func() {
		defer close(told)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			l.t.Log(lines.Text())
			var n bootstrap.LabNews
			if err := json.Unmarshal(lines.Bytes(), &n); err != nil {
				l.t.Errorf("%q: %v", lines.Text(), err)
			}
			select {
			case told <- n:
			case <-l.t.Context().Done():
				return
			}
		}
	}()
	news = func(what string, is func(bootstrap.LabNews) bool) bootstrap.LabNews {
		l.t.Helper()
		for late := time.After(2 * time.Minute); ; {
			select {
			case n, more := <-told:
				if !more {
					l.t.Fatalf("the watch ended before it told of %s\n%s", what, said.String())
				}
				if is(n) {
					return n
				}
			case <-late:
				l.t.Fatalf("the watch did not tell of %s", what)
			}
		}
	}
	return news, func() {
		l.t.Helper()
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			l.t.Fatal(err)
		}
		for range told { // until it has ended
		}
		if err := cmd.Wait(); err != nil || said.Len() > 0 {
			l.t.Errorf("interrupted, the watch ends with %v\n%s", err, said.String())
		}
	}
}
