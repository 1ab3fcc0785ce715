// Package charttest is for tests that render charts without a network.
package charttest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// WithCharts packs the folders below charts/ of a platform's folder into a
// cache, as the archives of the charts that the platform names so, and locks
// them: what slipway lock does where it may reach the network.
func WithCharts(tb testing.TB, src generator.Sources, dir string) generator.Sources {
	tb.Helper()
	folders, err := os.ReadDir(filepath.Join(dir, "charts"))
	if errors.Is(err, fs.ErrNotExist) {
		return src
	}
	cache := tb.TempDir()
	src.Charts = bootstrap.ChartRenderer(func() (string, error) { return cache, nil })
	packed := map[string]string{}
	for _, f := range folders {
		data := pack(tb, os.DirFS(filepath.Join(dir, "charts", f.Name())), f.Name())
		sum := sha256.Sum256(data)
		file := filepath.Join(cache, "sha256", hex.EncodeToString(sum[:])+".tgz")
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, data, 0o644)); err != nil {
			tb.Fatal(err)
		}
		packed[f.Name()] = "sha256:" + hex.EncodeToString(sum[:])
	}
	p, err := generator.Load(src, dir)
	if err != nil {
		tb.Fatal(err)
	}
	digests := map[platform.Chart]string{}
	for _, c := range generator.Charts(p) {
		digests[c] = packed[c.Name]
	}
	if err := generator.Lock(tb.Context(), src, dir, p, digests); err != nil {
		tb.Fatal(err)
	}
	return src
}

func pack(tb testing.TB, files fs.FS, name string) []byte {
	tb.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	err := fs.WalkDir(files, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: path.Join(name, strings.TrimPrefix(file, "./")), Mode: 0o644, Size: int64(len(data)), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	if err := errors.Join(err, w.Close(), zip.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}
