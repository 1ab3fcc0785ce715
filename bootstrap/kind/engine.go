package kind

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"sigs.k8s.io/kind/pkg/cluster"
)

// Engine is a container engine that answers.
type Engine struct{ name string }

// engines are those that kind can use, in the order in which it looks.
func engines() []string { return []string{"docker", "nerdctl", "finch", "podman"} }

// resolves reports whether pods can ask for a container by its name: nerdctl, which
// finch is too, writes names into the containers' own hosts files, and answers no
// questions.
func (e *Engine) resolves() bool { return e.name == "docker" || e.name == "podman" }

// Find returns the named engine or, without a name, the first that answers. The
// library itself looks for programs only and takes one whose daemon is down.
func Find(ctx context.Context, name string) (*Engine, error) {
	candidates := engines()
	if name != "" {
		candidates = []string{name}
	}
	var tried []string
	for _, candidate := range candidates {
		err := answers(ctx, candidate)
		if err == nil {
			return &Engine{name: candidate}, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		tried = append(tried, candidate+": "+err.Error())
	}
	return nil, fmt.Errorf("no container engine answers, and provider kind runs nodes as containers; start or install one; tried\n  %s", strings.Join(tried, "\n  "))
}

// patience is how long an engine may take to say what runs.
const patience = 20 * time.Second

func answers(ctx context.Context, engine string) error {
	path, err := exec.LookPath(engine)
	if err != nil {
		return errors.New("not installed")
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(within, path, "ps", "--quiet")
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		if within.Err() != nil {
			return fmt.Errorf("said nothing for %s", patience)
		}
		line, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		return errors.New(strings.TrimSpace(line + " (" + err.Error() + ")"))
	}
	return nil
}

// Name is the engine's program.
func (e *Engine) Name() string { return e.name }

func (e *Engine) provider(report func(string)) *cluster.Provider {
	use := cluster.ProviderWithNerdctl(e.name)
	switch e.name {
	case "docker":
		use = cluster.ProviderWithDocker()
	case "podman":
		use = cluster.ProviderWithPodman()
	}
	return cluster.NewProvider(use, cluster.ProviderWithLogger(progress{report}))
}
