package generator

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Pin is a version in a catalog of the platform's own that says, by the comment
// that Renovate reads, where newer ones are.
type Pin struct {
	File  string // below the platform's folder
	Line  int
	Chart platform.Chart
	at    int // of the version in the file
}

// Pins lists the pins of the folders that spec.catalogs names, by file and line.
func Pins(src Sources, dir string) ([]Pin, error) {
	in, err := load.Input(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	var out []Pin
	for _, name := range in.Spec.Catalogs {
		if !strings.HasPrefix(name, "./") {
			continue
		}
		files, err := fs.Glob(os.DirFS(dir), path.Join(path.Clean(name), "*", "*.cue"))
		if err != nil {
			return nil, fmt.Errorf("list catalog %s: %w", name, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
			if err != nil {
				return nil, fmt.Errorf("read catalog %s: %w", name, err)
			}
			out = append(out, pinsIn(file, text)...)
		}
	}
	return out, nil
}

// pinsIn are those of charts and images: what else is pinned is asked for by other means.
func pinsIn(file string, text []byte) (out []Pin) {
	for _, p := range load.FindPins(text) {
		chart := platform.Chart{Repository: p.RegistryURL, Name: p.DepName, Version: p.Version}
		if p.Datasource == "docker" {
			chart.Repository, chart.Name = "oci://"+path.Dir(p.DepName), path.Base(p.DepName)
		}
		if chart.Repository == "" || p.Datasource != "helm" && p.Datasource != "docker" {
			continue // nothing says where it is
		}
		out = append(out, Pin{file, bytes.Count(text[:p.At], []byte("\n")) + 1, chart, p.At})
	}
	return out
}

// Repin writes other versions in the place of pins, and leaves every other byte
// of their files alone. A file that changed meanwhile is refused.
func Repin(dir string, pins []Pin, versions []string) error {
	for _, file := range filesOf(pins) {
		at := filepath.Join(dir, filepath.FromSlash(file))
		text, err := os.ReadFile(at)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		for i, p := range slices.Backward(pins) { // those behind stay where they are
			if p.File != file || versions[i] == "" {
				continue
			}
			if !chartVersion.MatchString(versions[i]) || !bytes.HasPrefix(text[min(p.at, len(text)):], []byte(p.Chart.Version+`"`)) {
				return fmt.Errorf("%s:%d: cannot be changed to %q: run this again", file, p.Line, versions[i])
			}
			text = slices.Concat(text[:p.at], []byte(versions[i]), text[p.at+len(p.Chart.Version):])
		}
		if err := WriteNew(at, text, true); err != nil {
			return err
		}
	}
	return nil
}

func filesOf(pins []Pin) (out []string) {
	for _, p := range pins {
		if !slices.Contains(out, p.File) {
			out = append(out, p.File)
		}
	}
	return out
}
