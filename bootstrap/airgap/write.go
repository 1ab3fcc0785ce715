package airgap

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

const (
	indexName = "index.json"
	filesIn   = "sha256/"
)

func fileName(digest string) string { return filesIn + strings.TrimPrefix(digest, "sha256:") }

// Write packs what an index refers to, and lists it there. The same things make
// the same bytes: no time, user or mode of this machine is in them, and nothing
// is compressed, since how Go compresses changes from one release to the next.
func Write(w io.Writer, i *Index, read func(digest string) ([]byte, error)) error {
	i.Format, i.Files = Format, []File{}
	for _, digest := range i.digests() {
		data, err := read(digest)
		if err != nil {
			return err
		}
		i.Files = append(i.Files, File{Digest: digest, Size: int64(len(data))})
	}
	if err := i.check(); err != nil {
		return fmt.Errorf("pack bundle: it %w", err)
	}
	index, err := json.MarshalIndent(i, "", "  ")
	if err != nil {
		return fmt.Errorf("pack bundle: %w", err)
	}
	out := tar.NewWriter(w)
	if err := add(out, indexName, append(index, '\n')); err != nil {
		return err
	}
	for _, f := range i.Files {
		data, err := read(f.Digest)
		if err == nil && blob.Digest(data) != f.Digest {
			err = errors.New("it has changed meanwhile")
		}
		if err == nil {
			err = add(out, fileName(f.Digest), data)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Digest, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("pack bundle: %w", err)
	}
	return nil
}

func add(out *tar.Writer, name string, data []byte) error {
	err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(data)), Format: tar.FormatUSTAR})
	if err == nil {
		_, err = out.Write(data)
	}
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	return nil
}
