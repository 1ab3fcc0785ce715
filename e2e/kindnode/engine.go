package kindnode

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrImpossible means that this machine cannot have what it lacks.
var ErrImpossible = errors.New("kind nodes are not possible here")

// Engine is a container engine that answers.
type Engine struct {
	// Name is its program's.
	Name string
	// Env is what the program, and whatever calls it, must find in its environment.
	Env map[string]string
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
	cmd := exec.CommandContext(ctx, e.Name, args...)
	for name, value := range e.Env {
		cmd.Env = append(cmd.Environ(), name+"="+value)
	}
	return cmd
}

// Start makes the named engine answer, docker or podman, with its files in dir.
// One that does as it is stays so.
func Start(ctx context.Context, name, dir string) (*Engine, error) {
	switch name {
	case "docker":
		end, err := startDocker(ctx, dir)
		return &Engine{Name: name, end: end}, err
	case "podman":
		env, err := preparePodman(ctx, dir)
		return &Engine{Name: name, Env: env}, err
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
	log, err := os.Create(filepath.Join(dir, "dockerd.log"))
	if err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	defer log.Close()
	// Not of ctx: the engine has to outlive it until its containers are gone.
	cmd := exec.Command("dockerd", args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = apart()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	end = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return fmt.Errorf("end the engine: %w", err)
		}
		select {
		case <-gone:
			return nil
		case <-time.After(time.Minute):
			return errors.Join(errors.New("end the engine: it did not within a minute, and is killed"), cmd.Process.Kill())
		}
	}
	return end, waitForEngine(ctx, gone, log.Name(), end)
}

func answers(ctx context.Context, engine string) bool {
	return exec.CommandContext(ctx, engine, "ps", "--quiet").Run() == nil
}

func waitForEngine(ctx context.Context, gone chan error, log string, end func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-gone:
			return fmt.Errorf("start the engine: %w; see %s", err, log)
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for the engine: %w; see %s", ctx.Err(), log), end())
		case <-ticker.C:
			if answers(ctx, "docker") {
				return nil
			}
		}
	}
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
