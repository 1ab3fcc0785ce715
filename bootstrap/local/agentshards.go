package local

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// AgentShards says what each of several instances of a process is told besides,
// so that each works on its own share of the clusters.
type AgentShards struct {
	First   []string          `yaml:"first"`   // arguments of the first, which has what is in no other shard
	Further []string          `yaml:"further"` // arguments of each other
	Env     map[string]string `yaml:"env"`     // of all of them
}

// instance is one running process of an agent.
type instance struct {
	AgentProcess
	key    string // of its shard; empty for the first
	number int
}

func (i instance) name() string { return strings.TrimSuffix(i.Name+"-"+i.key, "-") }

// instances are the processes that run: several of those that are sharded,
// where the agent has several shards.
func (a Agent) instances() []instance {
	var out []instance
	for _, p := range a.Spec.Processes {
		if p.Sharded == nil || len(a.Shards) == 0 {
			out = append(out, instance{AgentProcess: p})
			continue
		}
		for number, key := range append([]string{""}, a.Shards...) {
			out = append(out, instance{p.inShard(number), key, number})
		}
	}
	return out
}

func (p AgentProcess) inShard(number int) AgentProcess {
	more := p.Sharded.First
	if number > 0 {
		more = p.Sharded.Further
	}
	p.Args = slices.Concat(p.Args, more)
	env := map[string]string{}
	maps.Copy(env, p.Sharded.Env)
	maps.Copy(env, p.Env)
	p.Env = env
	return p
}

// of is what the strings of an instance may refer to.
func (r renderer) of(i instance, shards []string) renderer {
	r.places.Shard, r.places.ShardNumber, r.places.Shards = i.key, strconv.Itoa(i.number), strconv.Itoa(len(shards)+1)
	return r
}

// strays are what still runs for shards that there are no longer.
func (a Agent) strays(ctx context.Context, s Supervisor) ([]string, error) {
	all, err := s.Status(ctx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, i := range a.instances() {
		wanted[a.process(i.name())] = true
	}
	var out []string
	for _, state := range all {
		for _, p := range a.Spec.Processes {
			if p.Sharded != nil && strings.HasPrefix(state.Name, a.process(p.Name)+"-") && !wanted[state.Name] {
				out = append(out, state.Name)
			}
		}
	}
	return out, nil
}

// stopStrays ends them. No name would mean everything.
func (a Agent) stopStrays(ctx context.Context, s Supervisor) error {
	names, err := a.strays(ctx, s)
	if err != nil || len(names) == 0 {
		return err
	}
	return s.Stop(ctx, names...)
}
