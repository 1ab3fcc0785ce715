package chart

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cache keeps archives under their own digests, so that an entry can be checked and never goes stale.
type cache struct{ dir string }

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (c cache) path(digest string) (string, bool) {
	name, ok := strings.CutPrefix(digest, "sha256:")
	if raw, err := hex.DecodeString(name); !ok || err != nil || len(raw) != sha256.Size {
		return "", false
	}
	return filepath.Join(c.dir, "sha256", name+".tgz"), true
}

// find reads the file to be sure of it: a disk that was full or a hand that slipped is fetched again.
func (c cache) find(digest string) (string, bool) {
	path, ok := c.path(digest)
	if !ok {
		return "", false
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the name is a checked digest
	return path, err == nil && digestOf(data) == digest
}

// put writes beside and renames, so that a run that is killed leaves no half archive under a good name.
func (c cache) put(digest string, data []byte) (string, error) {
	path, ok := c.path(digest)
	if !ok {
		return "", fmt.Errorf("cache chart: %q is not a digest", digest)
	}
	return path, write(path, data)
}

// write writes beside and renames.
func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- charts are public
		return fmt.Errorf("cache chart: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("cache chart: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("cache chart: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
