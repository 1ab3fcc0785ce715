package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// buildFlags are equal for every program, so that what they share compiles once.
func buildFlags() []string {
	return []string{"-trimpath", "-mod=readonly", "-buildvcs=false"}
}

// compile builds into a scratch folder and renames it into place as a whole, so
// that a folder in the cache is always complete.
func (p Program) compile(ctx context.Context, cacheDir, dir string) error {
	module, err := writeModule(cacheDir, p)
	if err != nil {
		return err
	}
	defer os.RemoveAll(module)
	scratch, err := os.MkdirTemp(filepath.Dir(dir), ".building-")
	if err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	if err := p.leaveOut(ctx, module); err != nil {
		return err
	}
	if err := p.goBuild(ctx, module, filepath.Join(scratch, p.Name)); err != nil {
		return err
	}
	if err := p.keepFiles(ctx, module, filepath.Join(scratch, "files")); err != nil {
		return err
	}
	if err := os.Chmod(scratch, 0o755); err != nil {
		return fmt.Errorf("open program folder: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear program folder: %w", err)
	}
	if err := os.Rename(scratch, dir); err != nil {
		return fmt.Errorf("put program in place: %w", err)
	}
	return nil
}

func (p Program) goBuild(ctx context.Context, module, output string) error {
	args := append([]string{"build"}, buildFlags()...)
	args = append(args, "-ldflags", p.ldflags(), "-o", output, p.Package)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = module, goEnv()
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := RunGroup(ctx, cmd); err != nil { // the compiler runs as children of go
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("compile: %w: it needs go on PATH, a module proxy (see `go env GOPROXY`) and room on disk; the compiler said:\n%s", err, said.String())
	}
	return nil
}

// keepFiles copies what is read later from the module, so that a cached program
// works without go and without the module cache.
func (p Program) keepFiles(ctx context.Context, module, to string) error {
	for _, file := range p.Files {
		path, pattern := p.inModule(file)
		from, err := moduleDir(ctx, module, path)
		if err != nil {
			return err
		}
		matches, err := filepath.Glob(filepath.Join(from, filepath.FromSlash(pattern)))
		if err != nil || len(matches) == 0 {
			return fmt.Errorf("find %s in module %s: %w", pattern, path, errors.Join(err, os.ErrNotExist))
		}
		for _, match := range matches {
			if err := copyFile(match, filepath.Join(to, strings.TrimPrefix(match, from))); err != nil {
				return err
			}
		}
	}
	return nil
}

// inModule splits an entry of Files into its module and the glob inside it.
func (p Program) inModule(file string) (module, glob string) {
	if module, glob, ok := strings.Cut(file, "//"); ok {
		return module, glob
	}
	return p.ModulePath, file
}

func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("create folder for %s: %w", filepath.Base(to), err)
	}
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("read module file: %w", err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return fmt.Errorf("keep module file: %w", err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("keep module file %s: %w", filepath.Base(to), err)
	}
	return nil
}

// Kept returns the folder of module files kept beside a built program, laid out
// as in their modules.
func Kept(programPath string) string {
	return filepath.Join(filepath.Dir(programPath), "files")
}
