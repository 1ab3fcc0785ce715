package kindnode

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// entry is one file of a layer: a folder, a link, a copy of a file or given bytes.
type entry struct {
	name string // without a leading slash
	mode int64
	dir  bool
	link string
	from string
	data []byte
}

// layerOf packs entries in their order; every time is the same, so that the same
// entries give the same layer.
func layerOf(entries []entry) (v1.Layer, error) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, e := range entries {
		if err := e.write(w); err != nil {
			return nil, fmt.Errorf("pack %s: %w", e.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack a layer: %w", err)
	}
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(buf.Bytes())), nil
	}, tarball.WithCompressionLevel(gzip.NoCompression))
}

func (e entry) write(w *tar.Writer) error {
	h := &tar.Header{Name: e.name, Mode: e.mode, Typeflag: tar.TypeReg, Size: int64(len(e.data))}
	var from io.Reader = bytes.NewReader(e.data)
	switch {
	case e.dir:
		h.Typeflag, h.Name = tar.TypeDir, e.name+"/"
	case e.link != "":
		h.Typeflag, h.Linkname = tar.TypeSymlink, e.link
	case e.from != "":
		f, err := os.Open(e.from)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		from, h.Size = f, info.Size()
	}
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	_, err := io.Copy(w, from)
	return err
}

// treeEntries are all files of a tree, by their paths in it. Those of bin and
// sbin folders are programs.
func treeEntries(files fs.FS) ([]entry, error) {
	var out []entry
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		mode := int64(0o644)
		if strings.Contains(name, "bin/") {
			mode = 0o755
		}
		out = append(out, entry{name: name, mode: mode, data: data})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the node's files: %w", err)
	}
	return out, nil
}

// picked are some files of a root file system, links as links.
func picked(root string, names []string) ([]entry, error) {
	var out []entry
	for _, name := range names {
		info, err := os.Lstat(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
			continue // documentation that is left out, or a folder that files bring along
		}
		if err != nil {
			return nil, fmt.Errorf("pick files: %w", err)
		}
		e := entry{name: strings.TrimPrefix(name, "/"), mode: int64(info.Mode().Perm())}
		if info.Mode()&fs.ModeSymlink != 0 {
			if e.link, err = os.Readlink(filepath.Join(root, name)); err != nil {
				return nil, fmt.Errorf("pick files: %w", err)
			}
		} else {
			e.from = filepath.Join(root, name)
		}
		out = append(out, e)
	}
	return out, nil
}

// layerOfDir packs a whole root file system, owners and devices included.
func layerOfDir(ctx context.Context, dir, to string) (v1.Layer, error) {
	cmd := exec.CommandContext(ctx, "tar", "--sort=name", "--mtime=@0", "--numeric-owner", "--exclude=./var/cache/apt/*", "--exclude=./var/lib/apt/lists/*",
		"--exclude=./usr/share/doc/*", "--exclude=./usr/share/locale/*", "--exclude=./usr/share/man/*", "-C", dir, "-cf", to, ".")
	if err := run(cmd); err != nil {
		return nil, err
	}
	return tarball.LayerFromFile(to, tarball.WithCompressionLevel(gzip.NoCompression))
}
