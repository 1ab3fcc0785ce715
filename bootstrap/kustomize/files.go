package kustomize

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
)

// maxContent is far above any real manifests and far below what would fill memory.
const maxContent = 128 << 20

// Files returns the YAML files of an archive (.tar.gz), by name; data that is
// no archive is one file.
func Files(data []byte) (map[string][]byte, error) {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return map[string][]byte{"manifests.yaml": data}, nil
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("open manifests: %w", err)
	}
	limited := &io.LimitedReader{R: unzipped, N: maxContent + 1}
	files := map[string][]byte{}
	for r := tar.NewReader(limited); ; {
		header, err := r.Next()
		if limited.N == 0 {
			return nil, fmt.Errorf("open manifests: larger than %d MiB", maxContent>>20)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("open manifests: %w", err)
		}
		name := path.Clean("/" + header.Name)
		if header.Typeflag != tar.TypeReg || !slices.Contains([]string{".yaml", ".yml"}, path.Ext(name)) {
			continue
		}
		if slices.Contains([]string{"kustomization.yaml", "kustomization.yml"}, path.Base(name)) {
			return nil, fmt.Errorf("open manifests: %s says how to build them, which only the agent does", header.Name)
		}
		if files[name], err = io.ReadAll(r); err != nil {
			return nil, fmt.Errorf("open manifests: %w", err)
		}
	}
	if len(files) == 0 {
		return nil, errors.New("open manifests: no YAML file is in the archive")
	}
	return files, nil
}
