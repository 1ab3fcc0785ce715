package kind

import (
	"context"
	"fmt"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"
)

// Start starts the containers of a cluster that do not run, and returns their
// names: an engine that was restarted may have left them ended. Containers call
// each other by name, so that another address is nothing to mend for them.
func (e *Engine) Start(ctx context.Context, name string) ([]string, error) {
	stopped, err := e.Stopped(ctx, name)
	if err != nil {
		return nil, err
	}
	for _, node := range stopped {
		if _, err := exec.Output(exec.CommandContext(ctx, e.name, "start", node)); err != nil {
			return nil, told("start container "+node, err)
		}
	}
	return stopped, nil
}

// Stopped names the containers of a cluster that do not run.
func (e *Engine) Stopped(ctx context.Context, name string) ([]string, error) {
	all, err := e.Nodes(name)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, node := range all {
		running, err := e.running(ctx, node)
		if err != nil {
			return nil, err
		}
		if !running {
			out = append(out, node)
		}
	}
	return out, nil
}

func (e *Engine) running(ctx context.Context, node string) (bool, error) {
	out, err := exec.Output(exec.CommandContext(ctx, e.name, "inspect", "--format", "{{.State.Running}}", node))
	if err != nil {
		return false, told("look at container "+node, err)
	}
	switch said := strings.TrimSpace(string(out)); said {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, fmt.Errorf("look at container %s: %s says %q of whether it runs", node, e.name, said)
	}
}
