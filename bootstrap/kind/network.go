package kind

import (
	"context"
	"os"
	"strings"

	"sigs.k8s.io/kind/pkg/exec"
)

// network is the one that all kind clusters of an engine share.
const network = "kind"

// networkElsewhere is kind's own variable for another one, which is then its user's.
const networkElsewhere = "KIND_EXPERIMENTAL_DOCKER_NETWORK"

func (e *Engine) hasNetwork(ctx context.Context) bool {
	return os.Getenv(networkElsewhere) != "" || exec.CommandContext(ctx, e.name, "network", "inspect", network).Run() == nil
}

// RemoveNetwork removes kind's network if no container is on it, running or not.
func (e *Engine) RemoveNetwork(ctx context.Context) error {
	out, err := exec.Output(exec.CommandContext(ctx, e.name, "ps", "--all", "--quiet", "--filter", "network="+network))
	if err != nil {
		return told("list the containers of network "+network, err)
	}
	if strings.TrimSpace(string(out)) != "" || !e.hasNetwork(ctx) {
		return nil
	}
	if _, err := exec.CombinedOutputLines(exec.CommandContext(ctx, e.name, "network", "rm", network)); err != nil {
		return told("remove network "+network, err)
	}
	return nil
}
