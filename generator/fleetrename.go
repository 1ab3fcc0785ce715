package generator

import (
	"fmt"
	"path"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
)

// Rename gives a cluster another name, and its files with it. With keepDomain it
// says the domain that it had, where that came from its name.
func (f *Fleet) Rename(from, to string, keepDomain bool) error {
	c, err := f.Named(from)
	if err != nil {
		return err
	}
	if there := f.Cluster(to); there != nil {
		return said(fmt.Sprintf("there is a cluster %q already, at %s", to, placeOf(there.At)), "choose another name")
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
		next := path.Join(path.Dir(file), to+path.Ext(file))
		if file == c.At.File {
			next = strings.TrimSuffix(own, path.Ext(own)) + path.Ext(file)
			if text, err = renamed(file, text, change); err != nil {
				return err
			}
		}
		f.texts[file], f.texts[next] = nil, text
	}
	if c.Index < 0 {
		return nil
	}
	return f.changeInline(map[int]edit.Map{c.Index: change})
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
