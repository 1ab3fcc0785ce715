package kindnode

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// preparePodman installs Podman where it is missing. It has no daemon: what it
// must be told is in a file, which the environment names.
func preparePodman(ctx context.Context, dir string) (map[string]string, error) {
	if !answers(ctx, "podman") {
		if err := install(ctx, "podman", "iptables"); err != nil {
			return nil, fmt.Errorf("Podman does not answer: %w", err)
		}
	}
	runtime, err := reducedRuntime(ctx, dir)
	if err != nil || runtime == "" {
		return nil, err
	}
	if err := install(ctx, "runc"); err != nil { // Podman's own may be crun
		return nil, err
	}
	file := filepath.Join(dir, "containers.conf")
	text := fmt.Sprintf("[engine]\nruntime = \"reduced\"\n\n[engine.runtimes]\nreduced = [%q]\n", runtime)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("tell Podman its runtime: %w", err)
	}
	return map[string]string{"CONTAINERS_CONF": file}, nil
}
