//go:build unix

package local

import (
	"slices"
	"strings"
	"testing"
)

const shardedAgent = `
namespace: flux-system
links: {helm: helm}
processes:
- {name: source, program: argocd, args: ["--port={{port \"source\"}}"]}
- name: controller
  program: argocd
  args: ["--port={{port \"web\" .Shard}}", "--source={{port \"source\"}}"]
  ready: {url: 'http://127.0.0.1:{{port "web" .Shard}}/healthz'}
  sharded:
    first: ["--labels=!key"]
    further: ["--labels=key={{.Shard}}"]
    env: {SHARD: "{{.ShardNumber}} of {{.Shards}}"}
`

// TestAgentShards: what is sharded runs once for each shard, with a port of its
// own, and everything else once.
func TestAgentShards(t *testing.T) {
	agent := exampleOf(t, shardedAgent)
	agent.Shards = []string{"shard-1", "shard-2"}
	r, err := agent.prepare()
	if err != nil {
		t.Fatal(err)
	}
	processes, err := agent.processes(r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	ports := map[string]bool{}
	for _, p := range processes {
		ports[p.Args[0]] = true
		env := ""
		if i := slices.IndexFunc(p.Env, func(e string) bool { return strings.HasPrefix(e, "SHARD=") }); i >= 0 {
			env = p.Env[i]
		}
		got = append(got, strings.Join(append([]string{p.Name, env}, p.Args[min(2, len(p.Args)):]...), " "))
	}
	want := []string{
		"hub/flux/source ",
		"hub/flux/controller SHARD=0 of 3 --labels=!key",
		"hub/flux/controller-shard-1 SHARD=1 of 3 --labels=key=shard-1",
		"hub/flux/controller-shard-2 SHARD=2 of 3 --labels=key=shard-2",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(ports) != len(want) {
		t.Errorf("the ports are %v", ports)
	}
	agent.Shards = nil
	if one, err := agent.processes(r); err != nil || len(one) != 2 || slices.Contains(one[1].Args, "--labels=!key") {
		t.Errorf("without shards it runs %+v (%v)", one, err)
	}
}

// TestAgentShardsLeave: what ran for a shard that there is no longer ends, and
// nothing else does.
func TestAgentShardsLeave(t *testing.T) {
	agent := exampleOf(t, shardedAgent)
	agent.Shards = []string{"shard-1"}
	keeper := NewKeeper()
	t.Cleanup(func() { keeper.Close() })
	for _, name := range []string{"hub/flux/controller", "hub/flux/controller-shard-1", "hub/flux/controller-shard-2", "hub/flux/source", "far/flux/controller-shard-2"} {
		if err := keeper.Start(t.Context(), Process{Name: name, Path: "/bin/sleep", Args: []string{"60"}, Log: t.TempDir() + "/log"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := agent.stopStrays(t.Context(), keeper); err != nil {
		t.Fatal(err)
	}
	states, err := keeper.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, s := range states {
		left = append(left, s.Name)
	}
	if want := []string{"hub/flux/controller", "hub/flux/controller-shard-1", "hub/flux/source", "far/flux/controller-shard-2"}; !slices.Equal(left, want) {
		t.Errorf("there are %v, not %v", left, want)
	}
}
