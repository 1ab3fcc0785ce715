package generator

import (
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

// variantChange is a component that clusters have by one variant, and had by
// another or by other files of the same.
type variantChange struct{ component, from, to string }

// loss is an object that goes, or that changes so that something may go, and where.
type loss struct {
	object   compare.Object
	clusters []string
}

// objects are the objects in Git that clusters had and do not have any more, or have
// changed, where they still have the component.
func (d *destruction) objects(agent *platform.Agent) ([]compare.Unit, error) {
	changes, err := d.variantChanges(agent)
	if err != nil {
		return nil, err
	}
	now := d.objectsNow(changes)
	losses := map[string]map[string]*loss{} // by component, and by what happens
	for change, clusters := range changes {
		old, err := d.objectsBefore(change)
		if err != nil {
			return nil, err
		}
		is := now[path.Join(change.component, change.to)]
		for o, text := range old {
			object, lost := o.become(text, is)
			if !lost {
				continue
			}
			if losses[change.component] == nil {
				losses[change.component] = map[string]*loss{}
			}
			key := fmt.Sprint(object)
			if losses[change.component][key] == nil {
				losses[change.component][key] = &loss{object: object}
			}
			l := losses[change.component][key]
			l.clusters = append(l.clusters, clusters...)
		}
	}
	var out []compare.Unit
	for _, component := range slices.Sorted(maps.Keys(losses)) {
		out = append(out, unitsThatLose(component, losses[component])...)
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
		if _, created := slices.BinarySearch(d.changes.Create, file); created {
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
func (d *destruction) objectsNow(changes map[variantChange][]string) map[string]map[written]string {
	out := map[string]map[written]string{}
	for c := range changes {
		out[path.Join(c.component, c.to)] = map[written]string{}
	}
	for _, f := range d.changes.Tree().Files() {
		if into := out[variantFolder(f.Path)]; into != nil {
			maps.Copy(into, objectsIn(f.Data))
		}
	}
	return out
}

// objectsBefore are the objects that the last run wrote of a variant.
func (d *destruction) objectsBefore(c variantChange) (map[written]string, error) {
	out := map[written]string{}
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

// unitsThatLose is a component with its losses, once for those of the same clusters.
func unitsThatLose(component string, losses map[string]*loss) (out []compare.Unit) {
	for _, key := range slices.Sorted(maps.Keys(losses)) {
		l := losses[key]
		slices.Sort(l.clusters)
		i := slices.IndexFunc(out, func(u compare.Unit) bool { return slices.Equal(u.Clusters, l.clusters) })
		if i < 0 {
			i, out = len(out), append(out, compare.Unit{Name: component, Component: component, Change: compare.Changed, Clusters: l.clusters})
		}
		out[i].Objects = append(out[i].Objects, l.object)
	}
	for _, u := range out {
		slices.SortStableFunc(u.Objects, func(a, b compare.Object) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
	}
	slices.SortStableFunc(out, func(a, b compare.Unit) int { return slices.Compare(a.Clusters, b.Clusters) })
	return out
}
