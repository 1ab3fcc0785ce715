package catalogfile

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// Open reads a packed catalog into memory and trusts nothing in it.
func Open(packed []byte) (*Catalog, error) {
	if len(packed) > MaxPacked {
		return nil, fmt.Errorf("is larger than %d MiB", MaxPacked>>20)
	}
	src := bytes.NewReader(packed)
	zip, err := gzip.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("is no gzip: %w", err)
	}
	zip.Multistream(false)
	plain := &bounded{from: zip, left: maxUnpacked + (maxFiles+2)*1024} // with the headers of as many files
	files, err := readTar(plain)
	if err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(plain)
	if err != nil {
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	if len(bytes.Trim(rest, "\x00")) > 0 || src.Len() > 0 {
		return nil, errors.New("goes on behind the end of its archive")
	}
	slices.SortFunc(files, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	return assemble(files, packed)
}

func readTar(from io.Reader) ([]txtar.File, error) {
	r := tar.NewReader(from)
	seen := map[string]string{}
	var files []txtar.File
	size := int64(0)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("is damaged: %w", err)
		}
		if err := admit(h, seen, len(files)); err != nil {
			return nil, err
		}
		if size += h.Size; size > maxUnpacked {
			return nil, errTooLarge
		}
		data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
		if err != nil {
			return nil, fmt.Errorf("%s is damaged: %w", quoted(h.Name), err)
		}
		if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
			return nil, fmt.Errorf("%s is no text in UTF-8", quoted(h.Name))
		}
		files = append(files, txtar.File{Name: h.Name, Data: data})
	}
}

// admit holds the header of a file against those before it.
func admit(h *tar.Header, seen map[string]string, files int) error {
	if kind := kinds()[h.Typeflag]; h.Typeflag != tar.TypeReg {
		if kind == "" {
			kind = fmt.Sprintf("of type %q", h.Typeflag)
		}
		return fmt.Errorf("%s is %s, and a catalog holds files only", quoted(h.Name), kind)
	}
	if err := checkName(h.Name); err != nil {
		return fmt.Errorf("%s %w", quoted(h.Name), err)
	}
	folded := strings.ToLower(h.Name)
	switch other, twice := seen[folded]; {
	case twice && other == h.Name:
		return fmt.Errorf("%s is there twice", quoted(h.Name))
	case twice: // one file on some machines and two on others
		return fmt.Errorf("%s differs from %s in upper and lower case alone", quoted(h.Name), quoted(other))
	case files == maxFiles:
		return fmt.Errorf("holds more than %d files", maxFiles)
	case h.Size > MaxFile:
		return fmt.Errorf("%s is larger than %d KiB", quoted(h.Name), MaxFile>>10)
	}
	seen[folded] = h.Name
	return nil
}

func kinds() map[byte]string {
	return map[byte]string{tar.TypeSymlink: "a symbolic link", tar.TypeLink: "a hard link", tar.TypeChar: "a device", tar.TypeBlock: "a device",
		tar.TypeFifo: "a pipe", tar.TypeDir: "a folder"}
}

// quoted shows a name that somebody else chose, however long it is.
func quoted(name string) string { return fmt.Sprintf("%.100q", name) }

var errTooLarge = fmt.Errorf("holds more than %d MiB", maxUnpacked>>20)

// bounded ends with an error where more comes than a catalog has, and so before much of it was made.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		n, err := b.from.Read(one[:])
		if n > 0 {
			return 0, errTooLarge
		}
		return 0, err
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
