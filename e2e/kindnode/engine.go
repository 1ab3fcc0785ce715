package kindnode

import (
	"bytes"
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

// Engine starts Docker's daemon where no engine answers, with its files in dir,
// and returns what ends it. An engine that answers stays as it is.
func Engine(ctx context.Context, dir string) (end func() error, err error) {
	if answers(ctx) {
		return func() error { return nil }, nil
	}
	if err := install(ctx); err != nil {
		return nil, fmt.Errorf("no container engine answers: %w", err)
	}
	args, err := runtimeArgs(ctx, dir)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "dockerd.log"))
	if err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	defer log.Close()
	// Not of ctx: the engine has to outlive it until its containers are gone.
	cmd := exec.Command("dockerd", append(args, "--data-root", filepath.Join(dir, "docker"), "--exec-root", filepath.Join(dir, "run"), "--pidfile", filepath.Join(dir, "dockerd.pid"))...)
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

func answers(ctx context.Context) bool {
	return exec.CommandContext(ctx, "docker", "ps", "--quiet").Run() == nil
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
			if answers(ctx) {
				return nil
			}
		}
	}
}

// runtimeArgs make the engine use the reduced runtime where it has to.
func runtimeArgs(ctx context.Context, dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the engine's folder: %w", err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil, fmt.Errorf("read what this process may do: %w", err)
	}
	if mayRaiseLimits(string(status)) {
		return nil, nil
	}
	runtime := filepath.Join(dir, "runc")
	if err := compile(ctx, "runc", runtime); err != nil {
		return nil, err
	}
	return []string{"--add-runtime", "reduced=" + runtime, "--default-runtime", "reduced"}, nil
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

// compile builds one of this package's own programs, which must run in images.
func compile(ctx context.Context, name, to string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", to, "github.com/slipway-platform/slipway/e2e/kindnode/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	return run(cmd)
}

// run adds what a command said to its error.
func run(cmd *exec.Cmd) error {
	var said bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &said
	}
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		text := strings.TrimSpace(said.String())
		return fmt.Errorf("run %s: %w\n%s", filepath.Base(cmd.Path), err, text[max(0, len(text)-2000):])
	}
	return nil
}
