package kindnode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrImpossible means that this machine cannot have what it lacks.
var ErrImpossible = errors.New("kind nodes are not possible here")

// Engine is a container engine that answers.
type Engine struct {
	// Name is its program's.
	Name string
	// Env is what the program, and whatever calls it, must find in its environment.
	Env map[string]string
	// at is the program's path where it is not found by its name.
	at  string
	end func() error
}

// End ends an engine that was started here.
func (e *Engine) End() error {
	if e.end == nil {
		return nil
	}
	return e.end()
}

func (e *Engine) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, cmp.Or(e.at, e.Name), args...)
	for name, value := range e.Env {
		cmd.Env = append(cmd.Environ(), name+"="+value)
	}
	return cmd
}

// Start makes the named engine answer: docker, podman or nerdctl, with its files
// in dir. One that does as it is stays so.
func Start(ctx context.Context, name, dir string) (*Engine, error) {
	switch name {
	case "docker":
		end, err := startDocker(ctx, dir)
		return &Engine{Name: name, end: end}, err
	case "podman":
		env, err := preparePodman(ctx, dir)
		return &Engine{Name: name, Env: env}, err
	case "nerdctl":
		return startNerdctl(ctx, dir)
	default:
		return nil, fmt.Errorf("%w: nothing here starts the engine %q", ErrImpossible, name)
	}
}

// startDocker starts Docker's daemon where none answers, and returns what ends it.
func startDocker(ctx context.Context, dir string) (end func() error, err error) {
	if answers(ctx, "docker") {
		return nil, nil
	}
	if err := install(ctx, "dockerd", "iptables"); err != nil {
		return nil, fmt.Errorf("no container engine answers: %w", err)
	}
	runtime, err := reducedRuntime(ctx, dir)
	if err != nil {
		return nil, err
	}
	args := []string{"--data-root", filepath.Join(dir, "docker"), "--exec-root", filepath.Join(dir, "run"), "--pidfile", filepath.Join(dir, "dockerd.pid")}
	if runtime != "" {
		args = append(args, "--add-runtime", "reduced="+runtime, "--default-runtime", "reduced")
	}
	return startDaemon(ctx, exec.Command("dockerd", args...), filepath.Join(dir, "dockerd.log"), func() bool { return answers(ctx, "docker") })
}

func answers(ctx context.Context, engine string) bool {
	return exec.CommandContext(ctx, engine, "ps", "--quiet").Run() == nil
}

// reducedRuntime compiles the runtime that asks for less, into dir, where this
// machine needs it; its name is empty where the engine's own will do.
func reducedRuntime(ctx context.Context, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("create the engine's folder: %w", err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "", fmt.Errorf("read what this process may do: %w", err)
	}
	if mayRaiseLimits(string(status)) {
		return "", nil
	}
	runtime := filepath.Join(dir, "runc")
	return runtime, compile(ctx, "runc", runtime)
}

// mayRaiseLimits reports whether CAP_SYS_RESOURCE is there: without it runc
// refuses every privileged container.
func mayRaiseLimits(status string) bool {
	const sysResource = 24
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, "CapBnd:"); ok {
			set, err := strconv.ParseUint(strings.TrimSpace(value), 16, 64)
			return err == nil && set&(1<<sysResource) != 0
		}
	}
	return false
}
