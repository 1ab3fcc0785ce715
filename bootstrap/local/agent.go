package local

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// AgentSpec says how an agent runs as processes. It is data from the agent's
// own folder, so that this package knows no agent. Every string may hold
//
//	{{.Kubeconfig}}  a kubeconfig whose default namespace is Namespace
//	{{.Dir}}         a folder of this agent's own
//	{{.Bin}}         a folder with a link per entry of Links
//	{{.Path}}        Bin and the PATH of whoever starts the agent
//	{{.Sockets}}     a folder whose path is short enough for Unix sockets
//	{{.Namespace}}   as below
//	{{.Redis}}       host:port, when Services.Redis is set
//	{{port "name"}}  a free port on loopback, the same at every start; of a shard, {{port "name" .Shard}}
//	{{.Patient}}     whether intervals are those of a fleet, not of a lab
//	{{setting "a.b" "1"}}  what the agent's component sets there, or else this
//	{{.Shard}}       the key of the process's shard, empty for the first
//	{{.ShardNumber}} the shard from 0 on, and {{.Shards}} how many there are
//	{{.RedisPassword}}  in environments only: arguments are there for all to see
type AgentSpec struct {
	Namespace   string            `yaml:"namespace"`
	Services    AgentServices     `yaml:"services"`
	Links       map[string]string `yaml:"links"`       // name in Bin: program
	Directories []string          `yaml:"directories"` // created before anything starts
	Mounts      []AgentMount      `yaml:"mounts"`
	Env         map[string]string `yaml:"env"`       // for every process
	Processes   []AgentProcess    `yaml:"processes"` // they start at once
	// Statuses are what controllers that do not run here would write, for each
	// cluster; $cluster is its name. Whoever registers clusters writes them.
	Statuses []AgentStatus `yaml:"statuses"`
	// Nudge makes the agent look at a cluster's units at once, where it would do
	// so after an interval that cannot be set; nil where that is not needed.
	Nudge *AgentNudge `yaml:"nudge"`
}

// AgentNudge is an annotation on an object; its change is what counts. $cluster
// is the cluster's name.
type AgentNudge struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Namespace  string `yaml:"namespace"`
	Name       string `yaml:"name"`
	Annotation string `yaml:"annotation"`
}

// AgentStatus is an object and the status that it gets.
type AgentStatus struct {
	APIVersion string         `yaml:"apiVersion"`
	Kind       string         `yaml:"kind"`
	Namespace  string         `yaml:"namespace"`
	Name       string         `yaml:"name"`
	Status     map[string]any `yaml:"status"`
}

// AgentMount is a ConfigMap of the agent's namespace that stands in a folder, as
// in a pod: its entries are files, and a change arrives.
type AgentMount struct {
	ConfigMap string `yaml:"configMap"`
	Directory string `yaml:"directory"`
}

// AgentServices are what the keeper serves for the agent.
type AgentServices struct {
	Redis bool `yaml:"redis"`
}

// AgentProcess is one of the agent's controllers.
type AgentProcess struct {
	Name    string            `yaml:"name"`
	Program string            `yaml:"program"`
	Args    []string          `yaml:"args"`
	Env     map[string]string `yaml:"env"`
	Ready   *Probe            `yaml:"ready"`
	// Sharded is there for a process of which each shard has its own.
	Sharded *AgentShards `yaml:"sharded"`
}

// ReadAgentSpec decodes YAML or JSON and refuses what it does not know.
func ReadAgentSpec(data []byte) (AgentSpec, error) {
	var spec AgentSpec
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&spec); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("it is empty")
		}
		return spec, fmt.Errorf("read agent processes: %w", err)
	}
	return spec, spec.check()
}

func (a AgentSpec) check() error {
	if a.Namespace == "" || len(a.Processes) == 0 {
		return errors.New("read agent processes: a namespace and at least one process are needed")
	}
	seen := map[string]bool{}
	for _, p := range a.Processes {
		if p.Name == "" || seen[p.Name] {
			return fmt.Errorf("read agent processes: the name %q is empty or used twice", p.Name)
		}
		seen[p.Name] = true
	}
	for _, name := range a.Programs() {
		if _, err := program(name); err != nil {
			return fmt.Errorf("read agent processes: %w", err)
		}
	}
	return nil
}

// Programs names what must be built for the agent, sorted.
func (a AgentSpec) Programs() []string {
	names := slices.Collect(maps.Values(a.Links))
	for _, p := range a.Processes {
		names = append(names, p.Program)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
