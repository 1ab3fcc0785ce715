// Package catalogfile packs the folder of a catalog into one file, and reads
// such files, which anybody may have made. It touches neither disk nor network.
//
// The file is a gzipped tar of catalog.json and of the .cue files of each
// component: what a component is evaluated from, and nothing else.
package catalogfile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"
	"golang.org/x/tools/txtar"
)

// The builtin catalog is 150 KiB in 40 files, of which the largest has 6 KiB. A
// catalog that is fifty times that is still read in a moment; what is larger is
// no catalog, or is meant to fill a memory.
const (
	MaxPacked   = 8 << 20
	maxUnpacked = 8 << 20
	maxFiles    = 2000
	// MaxFile is for one file: whole CRDs may stand in it.
	MaxFile = 1 << 20
)

// ManifestFile says what a catalog is called and which version it is.
const ManifestFile = "catalog.json"

// Manifest is what the manifest file holds.
type Manifest struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Catalog is a catalog that was packed or opened.
type Catalog struct {
	Manifest
	// FS holds a folder for each component.
	FS         fs.FS
	Components []string
	// Digest is that of the packed file.
	Digest string
}

var (
	manifestName  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)
	componentFile = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?/[A-Za-z0-9_][A-Za-z0-9_.-]{0,54}\.cue$`)
)

// entries are what makes a folder a component.
func entries() []string { return []string{"component.cue", "patch.cue"} }

// ReadManifest reads the manifest file; example is what a right one looks like.
func ReadManifest(data []byte) (Manifest, error) {
	const example = `want {"name": "acme", "version": "1.2.3"}`
	var m Manifest
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%s: %w; %s", ManifestFile, err, example)
	}
	if err := d.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("%s: holds more than one object; %s", ManifestFile, example)
	}
	if !manifestName.MatchString(m.Name) {
		return m, fmt.Errorf("%s: name is lower-case letters, digits and dashes (got %q); %s", ManifestFile, m.Name, example)
	}
	if v, err := semver.StrictNewVersion(m.Version); err != nil || v.Metadata() != "" {
		return m, fmt.Errorf("%s: version is one such as 1.2.3 or 1.2.3-rc.1, which is also the tag (got %q); %s", ManifestFile, m.Version, example)
	}
	return m, nil
}

// checkName refuses what no catalog has, and names the ways out of a folder as such.
func checkName(name string) error {
	switch {
	case name == ManifestFile, componentFile.MatchString(name):
		return nil
	case strings.HasPrefix(name, "/"), strings.HasPrefix(name, `\`), len(name) > 1 && name[1] == ':':
		return errors.New("is an absolute path")
	case strings.Contains(name, `\`):
		return errors.New("has a backslash in its name")
	case strings.Contains("/"+name+"/", "/../"):
		return errors.New("leaves the catalog's folder")
	}
	return fmt.Errorf("is neither %s nor COMPONENT/FILE.cue", ManifestFile)
}

// assemble makes a catalog of files by name, each of which has been checked.
func assemble(files []txtar.File, packed []byte) (*Catalog, error) {
	sum := sha256.Sum256(packed)
	c := &Catalog{Digest: "sha256:" + hex.EncodeToString(sum[:])}
	folders, whole, found := map[string]bool{}, map[string]bool{}, false
	for _, f := range files {
		if f.Name == ManifestFile {
			found = true
			var err error
			if c.Manifest, err = ReadManifest(f.Data); err != nil {
				return nil, err
			}
			continue
		}
		folder, file := path.Split(f.Name)
		folders[folder] = true
		for _, entry := range entries() {
			if file == entry {
				whole[folder] = true
				c.Components = append(c.Components, path.Clean(folder))
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("has no %s", ManifestFile)
	}
	return c, c.complete(folders, whole, files)
}

func (c *Catalog) complete(folders, whole map[string]bool, files []txtar.File) error {
	for folder := range folders {
		if !whole[folder] {
			return fmt.Errorf("%s has neither %s", folder, strings.Join(entries(), " nor "))
		}
	}
	if len(c.Components) == 0 {
		return errors.New("has no component: a folder with a component.cue")
	}
	if len(c.Components) > len(folders) {
		return errors.New("has a component with both " + strings.Join(entries(), " and "))
	}
	var err error
	if c.FS, err = txtar.FS(&txtar.Archive{Files: files}); err != nil {
		return fmt.Errorf("lay out files: %w", err)
	}
	return nil
}
