// Package blob keeps files under their own digests, so that an entry can be
// checked and never goes stale.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Store is a folder of such files, in its folder sha256.
type Store struct {
	Dir string
	Ext string // what their names end in
}

// Digest is what the store calls data.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// IsDigest is whether a text is a digest as this package writes it.
func IsDigest(text string) bool {
	_, ok := Store{}.Path(text)
	return ok
}

// Path is where the file of a digest would be; false where it is no digest.
func (s Store) Path(digest string) (string, bool) {
	name, ok := strings.CutPrefix(digest, "sha256:")
	if raw, err := hex.DecodeString(name); !ok || err != nil || len(raw) != sha256.Size || strings.ToLower(name) != name {
		return "", false
	}
	return filepath.Join(s.Dir, "sha256", name+s.Ext), true
}

// Read returns the file of a digest. It is held against the digest: a disk that
// was full or a hand that slipped is fetched again.
func (s Store) Read(digest string) ([]byte, bool) {
	path, ok := s.Path(digest)
	if !ok {
		return nil, false
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the name is a checked digest
	return data, err == nil && Digest(data) == digest
}

// Find is Read for those who want to know where.
func (s Store) Find(digest string) (path string, ok bool) {
	if _, ok = s.Read(digest); ok {
		path, ok = s.Path(digest)
	}
	return path, ok
}

// Put stores data under a digest that the caller has checked.
func (s Store) Put(digest string, data []byte) (string, error) {
	path, ok := s.Path(digest)
	if !ok {
		return "", fmt.Errorf("cache: %q is not a digest", digest)
	}
	return path, Write(path, data)
}

// Write writes beside and renames, so that a run that is killed leaves no half file under a good name.
func Write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- what is kept here is public
		return fmt.Errorf("cache: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("cache: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
