package generator

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// Rename gives a cluster another name, and its files with it. With keepDomain it
// says the domain that it had, where that came from its name. Files that a run
// which was killed wrote already are taken for what they are.
func (f *Fleet) Rename(from, to string, keepDomain bool) error {
	c, err := f.Named(from)
	if err != nil {
		return err
	}
	if there := f.Cluster(to); there != nil && (from == to || f.generated(to)) {
		return taken(there)
	}
	own, err := clusterFile(to)
	if err != nil {
		return err
	}
	change := edit.Map{{Key: "name", Value: to}}
	if keepDomain && c.Domain == "" {
		change = append(change, edit.Field{Key: "domain", Value: f.Domain(c)})
	}
	files, err := f.filesOf(c)
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := f.read(file)
		if err != nil {
			return err
		}
		next := renamedFile(file, to)
		if file == c.At.File {
			next = strings.TrimSuffix(own, path.Ext(own)) + path.Ext(file)
			if text, err = renamed(file, text, change); err != nil {
				return err
			}
		}
		if err := f.claim(next, text, to); err != nil {
			return err
		}
		f.texts[file], f.texts[next] = nil, text
	}
	if there := f.Cluster(to); there != nil && f.texts[there.At.File] == nil {
		return taken(there)
	}
	if c.Index < 0 {
		return nil
	}
	return f.changeInline(map[int]edit.Map{c.Index: change})
}

func taken(by *load.Declared) error {
	return said(fmt.Sprintf("there is a cluster %q already, at %s", by.Name, placeOf(by.At)), "choose another name")
}

// generated reports whether a cluster has files in Git: then it is one by itself, and
// no half of a renaming that was killed.
func (f *Fleet) generated(cluster string) bool {
	_, err := os.Stat(filepath.Join(f.dir, render.Generated, clusterFolder, cluster))
	return err == nil
}

func renamedFile(file, to string) string {
	return path.Join(path.Dir(file), to+path.Ext(file))
}

// claim refuses a name that another file has. One that holds the same is what a
// run wrote that was killed.
func (f *Fleet) claim(next string, text []byte, cluster string) error {
	has, there, err := f.onDisk(next)
	same := bytes.Equal(has, text)
	switch {
	case err != nil || !there:
		return err
	case !same && f.Cluster(cluster) != nil:
		return taken(f.Cluster(cluster))
	case !same:
		return said(next+" is there already, and holds something else", "move it away, or choose another name")
	}
	f.half = append(f.half, next)
	return nil
}

// Renamed completes a renaming that was killed after the name had changed: what
// is still called after the old one is there by the new one as well, and goes.
// It reports whether there was anything.
func (f *Fleet) Renamed(from, to string) (bool, error) {
	if _, err := clusterFile(from); err != nil || f.Cluster(from) != nil || f.Cluster(to) == nil {
		return false, nil // nor is a pattern a name
	}
	files, err := f.filesOf(&load.Declared{ClusterInput: platform.ClusterInput{Name: from}})
	if err != nil {
		return false, err
	}
	for _, file := range files {
		text, err := f.read(file)
		if err != nil {
			return false, err
		}
		next, there, err := f.onDisk(renamedFile(file, to))
		if err != nil {
			return false, err
		}
		if !there || !bytes.Equal(text, next) {
			return false, nil // somebody's own
		}
		f.texts[file] = nil
	}
	return len(files) > 0, nil
}

// renamed is a cluster's own file with another name in it.
func renamed(file string, text []byte, change edit.Map) ([]byte, error) {
	if path.Ext(file) == ".cue" {
		return nil, fmt.Errorf("%s is a program, and yours to rename, with the name in it", file)
	}
	out, err := edit.Change(text, change)
	if err != nil {
		return nil, fmt.Errorf("change %s: %w", file, err)
	}
	return out, nil
}
