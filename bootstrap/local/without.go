package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// leaveOut builds from a copy of the program's module that lacks some files: the
// go command replaces no single file of a module that it fetched.
func (p Program) leaveOut(ctx context.Context, module string) error {
	if len(p.Without) == 0 {
		return nil
	}
	from, err := moduleDir(ctx, module, p.ModulePath)
	if err != nil {
		return err
	}
	source := filepath.Join(module, "source")
	if err := os.CopyFS(source, os.DirFS(from)); err != nil {
		return fmt.Errorf("copy module %s: %w", p.ModulePath, err)
	}
	for _, file := range p.Without {
		if err := os.Remove(filepath.Join(source, filepath.FromSlash(file))); err != nil {
			return fmt.Errorf("leave out %s: %w", file, err)
		}
	}
	if _, err := goTool(ctx, module, "mod", "edit", "-replace="+p.ModulePath+"=./source"); err != nil {
		return fmt.Errorf("build from a copy of %s: %w", p.ModulePath, err)
	}
	return nil
}
