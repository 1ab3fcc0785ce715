package generator

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
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

// aPin is as in renovate.json; of an image, what stands before the version is its name.
var aPin = regexp.MustCompile(`"(?:[^":\n]+:)?(v?[0-9][^"\n]*)" // renovate: datasource=(helm|docker) depName=([^\s]+)(?: registryUrl=([^\s]+))?`)

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

func pinsIn(file string, text []byte) (out []Pin) {
	for _, m := range aPin.FindAllSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return string(text[m[2*i]:m[2*i+1]])
		}
		chart := platform.Chart{Repository: group(4), Name: group(3), Version: group(1)}
		if group(2) == "docker" {
			chart.Repository, chart.Name = "oci://"+path.Dir(group(3)), path.Base(group(3))
		}
		if chart.Repository == "" {
			continue // nothing says where it is
		}
		out = append(out, Pin{file, bytes.Count(text[:m[2]], []byte("\n")) + 1, chart, m[2]})
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
