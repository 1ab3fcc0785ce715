package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Progress tells a terminal what Build is doing.
type Progress struct {
	Program string
	Version string
	Index   int // from 1
	Total   int
	Elapsed time.Duration
	Cached  bool // nothing had to be compiled
	Done    bool
}

// DiskToCompile is enough, in bytes, for compiling everything from nothing: modules and the compiler's cache take most of
// it, the programs themselves less than 2 GiB. It is an estimate, on the safe side.
const DiskToCompile = 12 << 30

// DefaultCacheDir is where compiled programs live unless the caller says otherwise.
func DefaultCacheDir() (string, error) {
	if dir := os.Getenv("SLIPWAY_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find cache folder: %w", err)
	}
	return filepath.Join(dir, "slipway"), nil
}

// Build returns the path of each named program, compiling those that are not in
// the cache. It runs programs one after the other: the compiler already uses
// every core, and they share most packages. progress may be nil.
func Build(ctx context.Context, cacheDir string, names []string, progress func(Progress)) (map[string]string, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	programs := make([]Program, len(names))
	for i, name := range names {
		p, err := program(name)
		if err != nil {
			return nil, err
		}
		programs[i] = p
	}
	goVersion, err := Toolchain(ctx, cacheDir)
	if err != nil {
		return nil, err
	}
	paths := make(map[string]string, len(programs))
	for i, p := range programs {
		step := Progress{Program: p.Name, Version: p.Version, Index: i + 1, Total: len(programs)}
		path, err := p.build(ctx, cacheDir, goVersion, step, progress)
		if err != nil {
			return nil, fmt.Errorf("build %s %s: %w", p.Name, p.Version, err)
		}
		paths[p.Name] = path
	}
	return paths, nil
}

// Missing returns those of the named programs that Build would have to compile.
func Missing(ctx context.Context, cacheDir string, names []string) ([]string, error) {
	goVersion, err := Toolchain(ctx, cacheDir)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, name := range names {
		p, err := program(name)
		if err != nil {
			return nil, err
		}
		if !isFile(filepath.Join(cacheDir, "programs", p.key(goVersion), p.Name)) {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

func (p Program) build(ctx context.Context, cacheDir, goVersion string, step Progress, progress func(Progress)) (string, error) {
	dir := filepath.Join(cacheDir, "programs", p.key(goVersion))
	path := filepath.Join(dir, p.Name)
	step.Cached = isFile(path)
	progress(step)
	if !step.Cached {
		started := time.Now()
		stop := every(ctx, 3*time.Second, func() {
			now := step
			now.Elapsed = time.Since(started)
			progress(now)
		})
		err := p.compileOnce(ctx, cacheDir, dir)
		stop()
		if err != nil {
			return "", err
		}
		step.Elapsed = time.Since(started)
	}
	step.Done = true
	progress(step)
	return path, nil
}

// compileOnce lets one process compile while others wait for its result.
func (p Program) compileOnce(ctx context.Context, cacheDir, dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("create program folder: %w", err)
	}
	unlock, err := Lock(ctx, dir+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if isFile(filepath.Join(dir, p.Name)) {
		return nil
	}
	return p.compile(ctx, cacheDir, dir)
}

// Toolchain is the version of Go that programs are compiled with.
func Toolchain(ctx context.Context, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("create cache folder: %w", err)
	}
	version, err := goTool(ctx, dir, "env", "GOVERSION")
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("find go: %w: the local provider compiles its programs; install Go 1.26 or newer and put it on PATH", err)
	}
	if err != nil {
		return "", fmt.Errorf("ask go for its version: %w", err)
	}
	return version, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err != nil {
		return false
	}
	return info.Mode().IsRegular()
}

// every calls f until the returned function is called, which waits for the last call.
func every(ctx context.Context, period time.Duration, f func()) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(period)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				f()
			}
		}
	}()
	return func() { cancel(); <-done }
}
