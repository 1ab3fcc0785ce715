package airgap

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
)

// next goes to the next file, which has to be a certain one. There is no other
// name, kind or form that a bundle has, so nothing of it is ever a path.
func next(in *tar.Reader, name string, least, most int64) (*tar.Header, error) {
	h, err := in.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("is cut off: it has no %s", name)
	case err != nil && name == indexName:
		return nil, fmt.Errorf("is no bundle: %w", err)
	case err != nil:
		return nil, damaged(err)
	case h.Typeflag != tar.TypeReg:
		return nil, fmt.Errorf("is no bundle: %s is %s, and it holds files only", quoted(h.Name), kind(h.Typeflag))
	case h.Name != name:
		return nil, fmt.Errorf("is no bundle: it has %s where %s belongs", quoted(h.Name), name)
	case h.Format != tar.FormatUSTAR:
		return nil, fmt.Errorf("is no bundle: %s is in %s and not in USTAR", quoted(h.Name), h.Format)
	case h.Size < least || h.Size > most:
		return nil, fmt.Errorf("is no bundle: %s has %d bytes, which is %s", quoted(h.Name), h.Size, bounds(least, most))
	}
	return h, nil
}

func bounds(least, most int64) string {
	if least == most {
		return fmt.Sprintf("not the %d that its index says", most)
	}
	return fmt.Sprintf("more than %d MiB", most>>20)
}

func kind(flag byte) string {
	kinds := map[byte]string{tar.TypeSymlink: "a symbolic link", tar.TypeLink: "a hard link", tar.TypeChar: "a device", tar.TypeBlock: "a device",
		tar.TypeFifo: "a pipe", tar.TypeDir: "a folder"}
	if known := kinds[flag]; known != "" {
		return known
	}
	return fmt.Sprintf("of type %q", flag)
}

// quoted shows a name that somebody else chose, however long it is.
func quoted(name string) string { return fmt.Sprintf("%.100q", name) }

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("is cut off")
	}
	return fmt.Errorf("is damaged: %w", err)
}
