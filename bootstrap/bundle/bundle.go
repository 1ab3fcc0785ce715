// Package bundle packs what somebody who helps needs to see into one file, with
// nothing in it that is secret or says whose machine it was.
package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/user"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/redact"
)

// Bundle is a set of files. What is added is redacted as it comes.
type Bundle struct {
	folder string // that the files are in
	known  redact.Values
	places *strings.Replacer
	names  []*regexp.Regexp
	files  map[string]string
}

// New makes an empty bundle. It knows some secrets by their values, and paths of
// this machine by what stands for each instead.
func New(folder string, known redact.Values, places map[string]string) *Bundle {
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		places[home] = "~"
	}
	var pairs []string
	paths := slices.SortedFunc(maps.Keys(places), func(a, b string) int { return len(b) - len(a) })
	for _, p := range paths {
		if p != "" {
			pairs = append(pairs, p, places[p])
		}
	}
	return &Bundle{folder: folder, known: known, places: strings.NewReplacer(pairs...), names: whose(), files: map[string]string{}}
}

// whose are the names of this machine and its user, as words.
func whose() []*regexp.Regexp {
	var out []*regexp.Regexp
	add := func(name string) {
		if len(name) > 2 && name != "localhost" && name != "root" {
			out = append(out, regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`))
		}
	}
	if host, err := os.Hostname(); err == nil {
		add(host)
	}
	if u, err := user.Current(); err == nil {
		add(u.Username)
	}
	return out
}

// Text adds a file.
func (b *Bundle) Text(name, text string) {
	text = b.places.Replace(b.known.Text(text))
	for _, n := range b.names {
		text = n.ReplaceAllString(text, "(name)")
	}
	b.files[name] = text
}

// Objects adds a file of objects; none make no file.
func (b *Bundle) Objects(name string, objects []map[string]any) error {
	if len(objects) == 0 {
		return nil
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	for _, o := range objects {
		if err := enc.Encode(b.known.Object(o)); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	b.Text(name, out.String())
	return enc.Close()
}

// Names are the files' names, sorted.
func (b *Bundle) Names() []string { return slices.Sorted(maps.Keys(b.files)) }

// Write packs the files: in order of their names, and nobody's.
func (b *Bundle) Write(w io.Writer) error {
	zip := gzip.NewWriter(w)
	out := tar.NewWriter(zip)
	for _, name := range b.Names() {
		text := b.files[name]
		err := out.WriteHeader(&tar.Header{Name: path.Join(b.folder, name), Mode: 0o600, Size: int64(len(text)), Format: tar.FormatPAX})
		if err == nil {
			_, err = io.WriteString(out, text)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
	}
	return errors.Join(out.Close(), zip.Close())
}
