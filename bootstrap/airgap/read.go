package airgap

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

// Bundle is a file that was read once from its beginning to its end, and is as
// its index says.
type Bundle struct {
	Index
	// Path is where it is.
	Path string
	at   map[string]int64 // where a file begins, by its digest
}

// Open reads a bundle and keeps nothing of it but its index.
func Open(path string) (*Bundle, error) {
	f, err := os.Open(path) // #nosec G304 -- the user names it
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	defer f.Close()
	b, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("bundle %s %w", path, err)
	}
	b.Path = path
	return b, nil
}

// Read returns a file by its digest. It is held against that once more: a bundle
// may be replaced while it is in use.
func (b *Bundle) Read(digest string) ([]byte, error) {
	f, err := os.Open(b.Path) // #nosec G304 -- as Open did
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	defer f.Close()
	for _, listed := range b.Files {
		if listed.Digest != digest {
			continue
		}
		data := make([]byte, listed.Size)
		if _, err = io.ReadFull(io.NewSectionReader(f, b.at[digest], listed.Size), data); err == nil && blob.Digest(data) != digest {
			err = errors.New("it has changed meanwhile")
		}
		if err != nil {
			return nil, fmt.Errorf("read %s of bundle %s: %w", digest, b.Path, err)
		}
		return data, nil
	}
	return nil, fmt.Errorf("bundle %s has no file %s", b.Path, digest)
}

// counter knows how far its reader was read. It hides that a file can seek, or
// tar would not read what it passes over.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

func read(from io.Reader) (*Bundle, error) {
	src := &counter{from: from}
	in := tar.NewReader(src)
	if _, err := next(in, indexName, 0, maxIndex); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, damaged(err)
	}
	index, err := parseIndex(data)
	if err != nil {
		return nil, err
	}
	b := &Bundle{Index: *index, at: map[string]int64{}}
	for _, f := range index.Files {
		if _, err := next(in, fileName(f.Digest), f.Size, f.Size); err != nil {
			return nil, err
		}
		b.at[f.Digest] = src.n
		sum := sha256.New()
		if _, err := io.CopyN(sum, in, f.Size); err != nil {
			return nil, damaged(err)
		}
		if is := "sha256:" + hex.EncodeToString(sum.Sum(nil)); is != f.Digest {
			return nil, fmt.Errorf("is damaged: %s holds what is %s", fileName(f.Digest), is)
		}
	}
	return b, ended(in, src)
}

// ended refuses what a bundle has behind its last file but the two blocks that
// end a tar.
func ended(in *tar.Reader, src *counter) error {
	last := (src.n + blockSize - 1) / blockSize * blockSize
	h, err := in.Next()
	switch {
	case err == nil:
		return fmt.Errorf("holds %s, which its index does not list", quoted(h.Name))
	case !errors.Is(err, io.EOF):
		return damaged(err)
	case src.n != last+2*blockSize:
		return damaged(io.ErrUnexpectedEOF)
	}
	if n, err := src.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return errors.New("goes on behind its end")
	}
	return nil
}

const blockSize = 512
