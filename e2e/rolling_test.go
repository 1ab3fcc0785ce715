//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// clustersFile holds the ApplicationSet that makes the parent Applications.
const clustersFile = "gitops/argocd/clusters.yaml"

// rolledClusters are those of the fleet, of which the last is alone in the first step.
var rolledClusters = []string{"c0001", "c0002", "c0003"}

// rolling is a fleet whose ApplicationSet may roll changes out step by step.
type rolling struct {
	*lab
	hub, spoke *kube.Client
	keeper     *local.Client
	controller string // the name of the ApplicationSets' controller among the lab's processes
	round      string
}

// newRolling bootstraps it, and has the controller know progressive syncs.
func newRolling(t *testing.T) *rolling {
	t.Helper()
	l := newLab(t, strings.Replace(rollingPlatform, "GIT", freeAddress(t), 1))
	fleet := newSpokes(t, len(rolledClusters))
	fleet.useContexts(t)
	l.write("platform.yaml", l.read("platform.yaml")+fleet.yaml())
	l.write("catalog/cargo/component.cue", cargoComponent("argocd", "cargo", ""))
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	l.run("bootstrap", "--yes", "--timeout", "4m")
	r := &rolling{lab: l, hub: l.client("hub"), round: "0"}
	var err error
	if r.spoke, err = kube.ConnectFile(fleet.plane.Kubeconfig(), ""); err != nil {
		t.Fatal(err)
	}
	if r.keeper, err = local.Dial(t.Context(), filepath.Join(l.state, "acme")); err != nil {
		t.Fatal(err)
	}
	r.controller = r.startWith("/applicationset-controller", "--enable-progressive-syncs")
	return r
}

// startWith starts a process anew with one more argument, and returns its name.
func (r *rolling) startWith(suffix, argument string) (name string) {
	r.t.Helper()
	states, err := r.keeper.Status(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, s := range states {
		if !strings.HasSuffix(s.Name, suffix) {
			continue
		}
		process := fmt.Sprintf("/proc/%d/", s.PID)
		program, err := os.Readlink(process + "exe")
		if err != nil {
			r.t.Fatal(err)
		}
		err = r.keeper.Start(r.t.Context(), local.Process{
			Name: s.Name, Path: program, Args: append(wordsOf(r.t, process+"cmdline")[1:], argument), Env: wordsOf(r.t, process+"environ"),
			Log: filepath.Join(r.t.TempDir(), "log"),
		})
		if err != nil {
			r.t.Fatal(err)
		}
		return s.Name
	}
	r.t.Fatalf("no process of the lab is called *%s", suffix)
	return ""
}

// wordsOf are what a file has between zero bytes.
func wordsOf(t testing.TB, path string) (words []string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range bytes.Split(bytes.TrimSuffix(data, []byte{0}), []byte{0}) {
		words = append(words, string(word))
	}
	return words
}

// next makes another round, which changes a unit of every cluster.
func (r *rolling) next() {
	r.t.Helper()
	after := r.round + "0"
	r.edit("platform.yaml", fmt.Sprintf("round: %q", r.round), fmt.Sprintf("round: %q", after))
	r.round = after
	r.run("generate", "-q")
}

// keep has the lock know the edit of the file with the ApplicationSet.
func (r *rolling) keep() {
	r.t.Helper()
	r.run("generate", "-q", "--keep", clustersFile)
}

// push commits everything and returns the commit.
func (r *rolling) push() string {
	r.t.Helper()
	r.inDir("git", "commit", "--all", "--quiet", "--message", "next round")
	r.inDir("git", "push", "--quiet", "origin", "HEAD:main")
	return strings.TrimSpace(r.git("rev-parse", "main"))
}
