//go:build e2e && linux

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// scaleVariable says how many clusters, such as "100 300"; agents may stand
// among the numbers where not all are asked for. "1000/10" are that many in ten
// shards, of which the controllers of the first alone run, as one of ten machines;
// "1000L" are so many with the agent in size L, and not in that of the profile.
const scaleVariable = "SLIPWAY_E2E_SCALE"

// scaleLimit is how long one bootstrap may take for so many clusters.
func scaleLimit(clusters int) time.Duration {
	return 15*time.Minute + time.Duration(clusters)*3*time.Second
}

const scalePlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  topology: hub
  shards: SHARDS
  profile: production
  domain: platform.example.com
  repository: {url: "http://GIT/acme.git"}
  catalogs: [builtin, ./catalog]
  components: {cargo: {config: {round: "1"}}, lashing: {config: {round: "1"}}SIZED}
  clusters:
    - {name: hub, role: hub, provider: local}
`

// TestScale has real controllers take a fleet in, and then a commit that changes
// every cluster, and measures both. What it measures becomes docs/scale.md with
// -update.
func TestScale(t *testing.T) {
	words := strings.Fields(os.Getenv(scaleVariable))
	if len(words) == 0 {
		t.Skipf("skipped: it takes long; make e2e-scale tells it")
	}
	only := slices.DeleteFunc(slices.Clone(words), func(w string) bool { _, ok := scaleOf(w); return ok })
	for _, agent := range only {
		if _, there := agentKinds[agent]; !there {
			t.Fatalf("%s is %q: there is no agent %s, and numbers are such as 300, 1000L or 1000/10", scaleVariable, strings.Join(words, " "), agent)
		}
	}
	for _, agent := range slices.Sorted(maps.Keys(agentKinds)) {
		for _, word := range words {
			asked, ok := scaleOf(word)
			if !ok || len(only) > 0 && !slices.Contains(only, agent) {
				continue
			}
			asked.Agent = agent
			t.Run(asked.name(), func(t *testing.T) { scale(t, asked) })
		}
	}
}

// scaleOf is the run that a word asks for; whose is not said in it.
func scaleOf(word string) (asked scaleRun, ok bool) {
	m := regexp.MustCompile(`^([0-9]+)([SML]?)(?:/([0-9]+))?$`).FindStringSubmatch(word)
	if m == nil {
		return asked, false
	}
	asked.Size = m[2]
	asked.Clusters, _ = strconv.Atoi(m[1]) // digits, all of them
	asked.Shards, _ = strconv.Atoi(m[3])
	return asked, true
}

func scale(t *testing.T, asked scaleRun) {
	agent, sized := asked.Agent, ""
	if asked.Size != "" {
		sized = fmt.Sprintf(", %s: {config: {size: %s}}", agentKinds[agent].component, asked.Size)
	}
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "SHARDS", strconv.Itoa(max(1, asked.Shards)), "SIZED", sized).Replace(scalePlatform))
	fleet := newSpokes(t, asked.Clusters)
	fleet.useContexts(t)
	l.write("platform.yaml", l.read("platform.yaml")+fleet.yaml())
	for name, needs := range map[string]string{"cargo": "", "lashing": "x-cargo"} {
		l.write("catalog/"+name+"/component.cue", cargoComponent(agent, name, needs))
	}
	l.run("generate", "-q")
	l.run("lab", "up", "--no-bootstrap")
	l.unpackInMemory(agent)
	m := newMeter(t, l, fleet, asked)
	m.standIn()
	m.measure("the fleet is taken in", "1")
	l.write("platform.yaml", strings.ReplaceAll(l.read("platform.yaml"), `round: "1"`, `round: "2"`))
	l.run("generate", "-q")
	m.measure("a commit changes every unit", "2")
	m.report()
}

// cargoComponent is two ConfigMaps, named by cluster, as all clusters are one.
// Sveltos removes from a cluster what its profile brought there and this cluster
// does not ask for, so with it all clusters ask for the same.
func cargoComponent(agent, name, needs string) string {
	component := `package component

name:     "NAME"
title:    "NAME"
summary:  "Stands for what a cluster gets."
category: "workload"
source: files: version: "1.0.0"
namespace: "cargo"
provides: ["x-NAME"]
#Config: {
	// Which round it is of.
	round: *"0" | string
}
objects: {
	for i in ["a", "b"] {
		(i): {
			apiVersion: "v1"
			kind:       "ConfigMap"
			metadata: {name: "NAME-\(i)OF", namespace: "cargo", labels: round: config.round}
			data: what: "NAME"
		}
	}
}
`
	if needs != "" {
		component += "requires: [\"" + needs + "\"]\n"
	}
	of := `-\(cluster.name)`
	if !agentKinds[agent].named {
		of = ""
	}
	return strings.NewReplacer("NAME", name, "OF", of).Replace(component)
}

// bootstrapping runs bootstrap until it ends or is given up.
func (l *lab) bootstrapping(ctx context.Context, limit time.Duration) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit+time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := l.command(ctx, "bootstrap", "--yes", "--timeout", limit.String())
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
}

// unpackInMemory gives the agent a folder for temporary files in memory, where its pods have one from
// size M on.
func (l *lab) unpackInMemory(agent string) {
	l.t.Helper()
	if agent != "flux" {
		return
	}
	memory, err := os.MkdirTemp("/dev/shm", "slipway-scale")
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { os.RemoveAll(memory) })
	dir := filepath.Join(l.state, "acme", "agents", "hub")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		l.t.Fatal(err)
	}
	if err := os.Symlink(memory, filepath.Join(dir, "tmp")); err != nil {
		l.t.Fatal(err)
	}
}
