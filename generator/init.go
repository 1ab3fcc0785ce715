package generator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/generator/render"
)

// Answers are what a new platform is made from.
type Answers = render.Answers

// Init writes a new platform.yaml into dir, which is made if need be. It
// checks the result before it writes, and never replaces a file.
func Init(src Sources, dir string, a Answers) (string, error) {
	text, err := render.Platform(render.Sources{Templates: src.Templates}, a)
	if err != nil {
		return "", err
	}
	if err := tryPlatform(src, text); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	path := filepath.Join(dir, "platform.yaml")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("%s exists already; change it, or choose another folder with --directory", path)
	}
	if err != nil {
		return "", fmt.Errorf("write platform.yaml: %w", err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("write platform.yaml: %w", err)
	}
	return path, nil
}

// tryPlatform loads a platform.yaml from a folder of its own, so that a wrong
// answer leaves nothing behind.
func tryPlatform(src Sources, text []byte) error {
	dir, err := os.MkdirTemp("", "slipway-init-")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), text, 0o600); err != nil {
		return fmt.Errorf("write platform.yaml: %w", err)
	}
	_, err = Load(src, dir)
	return err
}
