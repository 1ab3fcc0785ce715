package airgap

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Packed is a file that was written.
type Packed struct {
	Digest string
	Size   int64
}

// Create writes a file beside its place and renames it when it is whole, so that
// a run that is killed leaves no half bundle under a good name.
func Create(path string, pack func(io.Writer) error) (Packed, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".slipway-*")
	if err != nil {
		return Packed{}, fmt.Errorf("write bundle: %w", err)
	}
	sum := sha256.New()
	err = pack(io.MultiWriter(f, sum))
	var size int64
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	err = errors.Join(err, f.Chmod(0o644), f.Close()) // it holds what anybody may read
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return Packed{}, errors.Join(err, os.Remove(f.Name()))
	}
	return Packed{"sha256:" + hex.EncodeToString(sum.Sum(nil)), size}, nil
}
