package local

import (
	"context"
	"path/filepath"
)

// Ended is a process of an agent that does not run.
type Ended struct {
	Process   string // its name in the agent's specification
	LastExit  string
	Log       string // the file
	LastWords string // the last line of it
}

// EndedOf returns the first process of an agent that ended and waits to be tried
// again; nil where all run, and where the agent was never started.
func EndedOf(ctx context.Context, s Supervisor, a Agent) (*Ended, error) {
	all, err := s.Status(ctx)
	if err != nil {
		return nil, err
	}
	states := map[string]Status{}
	for _, state := range all {
		states[state.Name] = state
	}
	for _, p := range a.instances() {
		state, kept := states[a.process(p.name())]
		if !kept || state.Running {
			continue
		}
		log := a.log(p.name())
		last, err := Tail(log, 1)
		if err != nil {
			return nil, err
		}
		return &Ended{Process: p.name(), LastExit: state.LastExit, Log: log, LastWords: last}, nil
	}
	return nil, nil
}

func (a Agent) process(name string) string { return a.Name + "/" + name }

func (a Agent) log(name string) string { return filepath.Join(a.Dir, "logs", name+".log") }
