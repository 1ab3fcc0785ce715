package kustomize

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"path"
	"strings"
	"testing"
)

// FuzzFiles opens what a registry served: it is refused, or every file of it is
// YAML by name and stays below the root.
func FuzzFiles(f *testing.F) {
	f.Add([]byte("a: b\n"))
	f.Add([]byte{0x1f, 0x8b})
	for _, name := range []string{"a.yaml", "../../etc/a.yaml", "/a.yml", "a.txt", "kustomization.yaml"} {
		var data bytes.Buffer
		zip := gzip.NewWriter(&data)
		archive := tar.NewWriter(zip)
		if err := archive.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: 5, Mode: 0o600}); err != nil {
			f.Fatal(err)
		}
		if _, err := archive.Write([]byte("a: b\n")); err != nil {
			f.Fatal(err)
		}
		_ = archive.Close()
		_ = zip.Close()
		f.Add(data.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := Files(data)
		if err == nil && len(files) == 0 {
			t.Fatal("neither files nor an error")
		}
		for name := range files {
			if strings.Contains(name, "..") && path.Clean(name) != name || path.Base(name) == "kustomization.yaml" {
				t.Errorf("%q", name)
			}
		}
	})
}
