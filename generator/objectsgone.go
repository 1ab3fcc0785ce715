package generator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// written is an object in the files of a component, as far as its lines tell.
type written struct{ kind, namespace, name string }

// variantChange is a component that clusters have by one variant, and had by
// another or by other files of the same.
type variantChange struct{ component, from, to string }

// objectsGone are the objects in Git that clusters had and do not have any more,
// where they still have the component.
func (d *destruction) objectsGone(agent *platform.Agent) ([]compare.Unit, error) {
	changes, err := d.variantChanges(agent)
	if err != nil {
		return nil, err
	}
	now := d.objectsNow(changes)
	gone := map[string]map[written][]string{} // the clusters without an object, by component
	for change, clusters := range changes {
		old, err := d.objectsBefore(change)
		if err != nil {
			return nil, err
		}
		for o := range old {
			if now[path.Join(change.component, change.to)][o] {
				continue
			}
			if gone[change.component] == nil {
				gone[change.component] = map[written][]string{}
			}
			gone[change.component][o] = append(gone[change.component][o], clusters...)
		}
	}
	var out []compare.Unit
	for _, component := range slices.Sorted(maps.Keys(gone)) {
		out = append(out, unitsWithout(component, gone[component])...)
	}
	return out, nil
}

// variantChanges are the variants that clusters leave, or of which files change,
// each with the clusters. A cluster that is new loses nothing.
func (d *destruction) variantChanges(agent *platform.Agent) (map[variantChange][]string, error) {
	reader, err := agent.VariantReader()
	if err != nil {
		return nil, err
	}
	touched := map[string]bool{}
	for _, name := range slices.Concat(d.changes.Update, d.changes.Delete) {
		touched[variantFolder(name)] = true
	}
	out := map[variantChange][]string{}
	for _, c := range d.now.Clusters {
		file := clusterFileOf(c)
		if slices.Contains(d.changes.Create, file) {
			continue
		}
		var old []byte
		if _, changed := slices.BinarySearch(d.changes.Update, file); changed {
			if old, err = d.read(file); err != nil {
				return nil, err
			}
		}
		was := reader.Variants(old)
		for _, v := range variantsOn(c) {
			change := variantChange{v.Component.Name, v.Name, v.Name}
			if said := was[v.Component.Name]; said != "" && said != platform.Dotted(v.Name) {
				if change.from, err = d.variantCalled(v.Component.Name, said); err != nil {
					return nil, err
				}
			}
			if change.from != change.to || touched[path.Join(change.component, change.from)] {
				out[change] = append(out[change], c.Name)
			}
		}
	}
	return out, nil
}

// variantCalled is the variant in Git that a cluster's file calls so.
func (d *destruction) variantCalled(component, said string) (string, error) {
	folders, err := os.ReadDir(filepath.Join(d.dir, filepath.FromSlash(variantFolders), component))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read what variants %s had: %w", component, err)
	}
	for _, f := range folders {
		if platform.Dotted(f.Name()) == said {
			return f.Name(), nil
		}
	}
	return said, nil
}

// variantFolder is COMPONENT/VARIANT of a file in it, empty for any other.
func variantFolder(name string) string {
	rest, ok := strings.CutPrefix(name, variantFolders+"/")
	parts := strings.SplitN(rest, "/", 3)
	if !ok || len(parts) < 3 || path.Ext(name) != ".yaml" {
		return ""
	}
	return path.Join(parts[0], parts[1])
}

const variantFolders = render.Generated + "/components"

// objectsNow are the objects of the variants that clusters have now, by folder.
func (d *destruction) objectsNow(changes map[variantChange][]string) map[string]map[written]bool {
	out := map[string]map[written]bool{}
	for c := range changes {
		out[path.Join(c.component, c.to)] = map[written]bool{}
	}
	for _, f := range d.changes.Tree().Files() {
		if into := out[variantFolder(f.Path)]; into != nil {
			maps.Copy(into, objectsIn(f.Data))
		}
	}
	return out
}

// objectsBefore are the objects that the last run wrote of a variant.
func (d *destruction) objectsBefore(c variantChange) (map[written]bool, error) {
	out := map[written]bool{}
	folder := path.Join(variantFolders, c.component, c.from)
	err := filepath.WalkDir(filepath.Join(d.dir, filepath.FromSlash(folder)), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".yaml" {
			return err
		}
		below, err := filepath.Rel(d.dir, name)
		if err != nil {
			return err
		}
		text, err := d.read(filepath.ToSlash(below))
		maps.Copy(out, objectsIn(text))
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read what %s held: %w", folder, err)
	}
	return out, nil
}

// unitsWithout is a component without objects, once for those that the same clusters lose.
func unitsWithout(component string, gone map[written][]string) (out []compare.Unit) {
	for o, clusters := range gone {
		slices.Sort(clusters)
		i := slices.IndexFunc(out, func(u compare.Unit) bool { return slices.Equal(u.Clusters, clusters) })
		if i < 0 {
			i, out = len(out), append(out, compare.Unit{Name: component, Component: component, Change: compare.Changed, Clusters: clusters})
		}
		out[i].Objects = append(out[i].Objects, compare.Object{Kind: o.kind, Namespace: o.namespace, Name: o.name, Change: compare.Removed})
	}
	for _, u := range out {
		slices.SortFunc(u.Objects, func(a, b compare.Object) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
	}
	slices.SortFunc(out, func(a, b compare.Unit) int { return slices.Compare(a.Clusters, b.Clusters) })
	return out
}

// objectsIn reads the lines that say what an object is, wherever it stands: files
// may be templates of the agent's and so no YAML, or hold objects as text, but
// those lines are always Slipway's own, and an object begins with its apiVersion.
func objectsIn(text []byte) map[written]bool {
	out := map[written]bool{}
	o, base, in := written{}, 0, ""
	for line := range bytes.Lines(text) {
		line := strings.TrimRight(string(line), "\r\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		key, value, _ := strings.Cut(line[indent:], ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case key == "apiVersion":
			o, base, in = written{}, indent, ""
		case indent == base && key == "kind":
			o.kind = value
		case indent == base:
			if in == "metadata" && o.kind != "" && o.name != "" {
				out[o] = true
			}
			in = key
		case indent == base+2 && in == "metadata" && key == "name":
			o.name = value
		case indent == base+2 && in == "metadata" && key == "namespace":
			o.namespace = value
		}
	}
	if in == "metadata" && o.kind != "" && o.name != "" {
		out[o] = true
	}
	return out
}
