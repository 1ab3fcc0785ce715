// Package airgap packs what a platform is fetched of into one file, a bundle,
// and reads such files, which anybody may have made. It reaches no network.
//
// A bundle is a plain tar: index.json first, then the files that it lists, each
// under its digest. They are compressed already, as their registries have them.
package airgap

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/blob"
)

// Format is the only one that there is.
const Format = 1

// A platform of every component that there is has sixty charts of 30 MiB. What
// is larger than this by far is no bundle, or is meant to fill a disk.
const (
	maxIndex = 4 << 20
	maxFiles = 4000
	maxFile  = 64 << 20
)

// Index says what a bundle holds, and by which digest.
type Index struct {
	Format    int         `json:"format"`
	Platform  string      `json:"platform"`
	Catalogs  []Catalog   `json:"catalogs"`
	Charts    []Chart     `json:"charts"`
	Manifests []Manifests `json:"manifests"`
	// Files are all that follow, in this order: by digest.
	Files []File `json:"files"`
}

// Catalog is one of a registry, by the name that platform.yaml has for it. Its
// digest is that of its manifest, which names the layer.
type Catalog struct {
	Name       string `json:"name"`
	Digest     string `json:"digest"`
	Layer      string `json:"layer"`
	Signatures string `json:"signatures,omitempty"`
}

// Chart is a chart as the platform names it: from a mirror where there is one.
type Chart struct {
	Repository string `json:"repository"`
	Name       string `json:"name"`
	Version    string `json:"version"`
	Digest     string `json:"digest"`
}

// Manifests are published manifests.
type Manifests struct {
	URL     string `json:"url"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

// File is one of the files that follow.
type File struct {
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
}

// digests are those that the index refers to, sorted, each once.
func (i *Index) digests() []string {
	var out []string
	for _, c := range i.Catalogs {
		out = append(out, c.Digest, c.Layer)
		if c.Signatures != "" {
			out = append(out, c.Signatures)
		}
	}
	for _, c := range i.Charts {
		out = append(out, c.Digest)
	}
	for _, m := range i.Manifests {
		out = append(out, m.Digest)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// parseIndex reads an index, of which nothing is trusted.
func parseIndex(data []byte) (*Index, error) {
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return nil, fmt.Errorf("%s is malformed: %w", indexName, err)
	}
	if version.Format != Format {
		return nil, fmt.Errorf("is of format %d, and this slipway reads format %d: use the slipway that made it", version.Format, Format)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var out Index
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("%s is malformed: %w", indexName, err)
	}
	if err := d.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is malformed: it holds more than one object", indexName)
	}
	return &out, out.check()
}

// check holds what is listed against what is referred to.
func (i *Index) check() error {
	if len(i.Files) > maxFiles {
		return fmt.Errorf("lists more than %d files", maxFiles)
	}
	var listed []string
	for n, f := range i.Files {
		switch {
		case !blob.IsDigest(f.Digest):
			return fmt.Errorf("lists %.100q, which is no digest", f.Digest)
		case f.Size < 0 || f.Size > maxFile:
			return fmt.Errorf("lists %s with %d bytes: no file has more than %d MiB", f.Digest, f.Size, maxFile>>20)
		case n > 0 && strings.Compare(listed[n-1], f.Digest) >= 0:
			return fmt.Errorf("lists %s twice, or not in its place", f.Digest)
		}
		listed = append(listed, f.Digest)
	}
	wanted := i.digests()
	for _, d := range wanted {
		if _, found := slices.BinarySearch(listed, d); !found {
			return fmt.Errorf("names %.100q, and lists no such file", d)
		}
	}
	for _, d := range listed {
		if _, found := slices.BinarySearch(wanted, d); !found {
			return fmt.Errorf("lists %s, which nothing in it is", d)
		}
	}
	return nil
}
