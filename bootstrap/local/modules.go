package local

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The module files are embedded under other names, because go:embed refuses a
// folder that holds a go.mod.
//
//go:embed programs/*.mod programs/*.sum
var moduleFiles embed.FS

// ModuleDir returns where the sources of a program's module are, fetching that
// one module when needed, so that files such as CRDs can be read from it.
func ModuleDir(ctx context.Context, cacheDir, name string) (string, error) {
	p, err := program(name)
	if err != nil {
		return "", err
	}
	dir, err := writeModule(cacheDir, p)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	return moduleDir(ctx, dir, p.ModulePath)
}

// moduleDir finds the sources of one module among those a build uses.
func moduleDir(ctx context.Context, buildDir, path string) (string, error) {
	if _, err := goTool(ctx, buildDir, "mod", "download", path); err != nil {
		return "", fmt.Errorf("download module %s: %w", path, err)
	}
	dir, err := goTool(ctx, buildDir, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", path)
	if err != nil {
		return "", fmt.Errorf("find module %s: %w", path, err)
	}
	return dir, nil
}

// writeModule lays out the module a program is built in. Every call gets its
// own folder, so two processes never write one file.
func writeModule(cacheDir string, p Program) (string, error) {
	parent := filepath.Join(cacheDir, "modules")
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", fmt.Errorf("create build folder: %w", err)
	}
	dir, err := os.MkdirTemp(parent, p.Module+"-")
	if err != nil {
		return "", fmt.Errorf("create build folder: %w", err)
	}
	for _, kind := range []string{"mod", "sum"} {
		data, err := moduleFiles.ReadFile("programs/" + p.Module + "." + kind)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "go."+kind), data, 0o644)
		}
		if err != nil {
			os.RemoveAll(dir)
			return "", fmt.Errorf("write go.%s of %s: %w", kind, p.Name, err)
		}
	}
	return dir, nil
}

func goTool(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, goEnv()
	var stderr tail
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// goEnv keeps the user's proxy and cache settings but not flags or a workspace
// that would change what is built.
func goEnv() []string {
	return append(keepOnly(os.Environ(), goVariables()...), "GOFLAGS=", "GOWORK=off", "GO111MODULE=on", "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
}

// key identifies everything that decides a binary's content.
func (p Program) key(goVersion string) string {
	h := sha256.New()
	for _, kind := range []string{"mod", "sum"} {
		data, _ := moduleFiles.ReadFile("programs/" + p.Module + "." + kind)
		fmt.Fprintf(h, "%d\n%s", len(data), data)
	}
	fmt.Fprintln(h, p.Package, p.ldflags(), buildFlags(), p.Files, goVersion, runtime.GOOS, runtime.GOARCH)
	if len(p.Without) > 0 {
		fmt.Fprintln(h, p.Without)
	}
	return fmt.Sprintf("%s-%s-%s", p.Name, p.Version, hex.EncodeToString(h.Sum(nil))[:12])
}
