package generator

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Destructive lists what changes of a repository remove that runs or is stored.
// It holds what the last run left in dir, its lock and its files, against what
// is to be there, so it needs no Git; of changes it reads only what they replace.
func Destructive(src Sources, dir string, p *platform.Platform, c *tree.Changes) ([]compare.Risk, error) {
	if len(c.Create)+len(c.Update)+len(c.Delete) == 0 {
		return nil, nil
	}
	was, err := tree.ReadRecorded(dir) // of a lock with a conflict, either side counts
	if err != nil {
		return nil, err
	}
	fields := movedRoots(was.Roots, p)
	roots := compare.RootRisks(fields, p)
	if slices.ContainsFunc(fields, func(f compare.Field) bool { return f.Path != branchField }) {
		return compare.United(roots), nil // everything hangs on it, and what clusters had is told in other files
	}
	agent, err := Agent(src, p)
	if err != nil {
		return nil, err
	}
	d := &destruction{dir: dir, was: was, now: p, changes: c}
	units, err := d.unitsGone(agent)
	if err != nil {
		return nil, err
	}
	objects, err := d.objects(agent)
	if err != nil {
		return nil, err
	}
	secrets, err := d.secretsGone(agent)
	if err != nil {
		return nil, err
	}
	out, err := d.labelsLost(agent)
	if err != nil {
		return nil, err
	}
	out = slices.Concat(roots, out, secrets)
	for _, u := range slices.Concat(units, d.moved(), objects) {
		for _, r := range compare.UnitRisks(u) {
			if r.Destructive {
				out = append(out, r)
			}
		}
	}
	return compare.United(out), nil
}

// branchField is of the root, too, but moves no file.
const branchField = "repository.branch"

func movedRoots(was []tree.Root, p *platform.Platform) (out []compare.Field) {
	for _, root := range was {
		out = append(out, movedRoot(root, p)...)
	}
	return out
}

// movedRoot are the fields of what every agent starts from that are others now.
// Another address of the repository takes nothing away by itself: what is in the
// new one is there by a push of this.
func movedRoot(was tree.Root, p *platform.Platform) (out []compare.Field) {
	if was.Agent == "" {
		return nil
	}
	is := rootOf(p)
	was.Branch = cmp.Or(was.Branch, is.Branch) // an older slipway did not record it
	for _, f := range []struct{ path, from, to string }{
		{"agent", was.Agent, is.Agent}, {"topology", was.Topology, is.Topology}, {"delivery", was.Delivery, is.Delivery},
		{branchField, was.Branch, is.Branch}, {"repository.path", was.Path, is.Path},
	} {
		if f.from != f.to {
			out = append(out, compare.Field{Path: f.path, Change: compare.Changed, From: f.from, To: f.to})
		}
	}
	return out
}

func rootOf(p *platform.Platform) tree.Root {
	return tree.Root{Agent: p.Agent, Topology: p.Topology, Delivery: p.Delivery, Branch: p.Repository.Branch, Path: p.Repository.Path}
}

// destruction looks for what goes.
type destruction struct {
	dir     string
	was     tree.Recorded
	now     *platform.Platform
	changes *tree.Changes
}

// eachChanged shows what the file of each cluster held that has another one now.
func (d *destruction) eachChanged(show func(c *platform.Cluster, old []byte)) error {
	for _, c := range d.now.Clusters {
		path := clusterFileOf(c)
		if _, there := slices.BinarySearch(d.changes.Update, path); !there {
			continue
		}
		old, err := d.read(path)
		if err != nil {
			return err
		}
		show(c, old)
	}
	return nil
}

// labelsLost are the labels that clusters had and have no more, of those that something
// selects by. What selected by them before and does not any more is not known here.
func (d *destruction) labelsLost(agent *platform.Agent) ([]compare.Risk, error) {
	lost := map[string][]string{}
	said := map[string][]byte{} // how a cluster's file says that it has the label
	for key := range compare.Selecting(d.now) {
		said[key] = []byte(render.SpellFact(platform.FactSyntax{Label: agent.LabelSaid}, platform.LabelFact(key)))
	}
	if err := d.eachChanged(func(c *platform.Cluster, old []byte) {
		for key, text := range said {
			if _, has := c.Labels[key]; !has && bytes.Contains(old, text) {
				lost[key] = append(lost[key], c.Name)
			}
		}
	}); err != nil {
		return nil, err
	}
	var out []compare.Risk
	for _, key := range slices.Sorted(maps.Keys(lost)) {
		out = append(out, compare.LabelRisk(key, lost[key]...))
	}
	return out, nil
}

// What a cluster has stands in its file, between these.
const generatedClusters, generatedFile = render.Generated + "/clusters/", "/cluster.yaml"

func clusterFileOf(c *platform.Cluster) string { return generatedClusters + c.Name + generatedFile }

// moved are the components that go to another namespace, or are made of something else.
func (d *destruction) moved() (out []compare.Unit) {
	for _, c := range d.now.Components {
		for _, was := range d.was.Components {
			if was.Name != c.Name {
				continue
			}
			fields := movedFields(was, c)
			if len(fields) == 0 { // of most, and who has them is looked for in every cluster
				continue
			}
			if clusters := d.clustersWith(c.Name); len(clusters) > 0 {
				out = append(out, compare.Unit{Name: c.Name, Component: c.Name, Change: compare.Changed, Deletion: was.Deletion, Clusters: clusters, Fields: fields})
			}
		}
	}
	return out
}

func movedFields(was tree.Component, c *platform.Component) (out []compare.Field) {
	is, source := lockedComponent(c), "chart"
	if c.Tenant != nil {
		source = "repository"
		if was.Source == "files" { // as an older slipway wrote it, which did not know where they come from
			was.Source = ""
		}
	}
	if was.Namespace != "" && was.Namespace != is.Namespace {
		out = append(out, compare.Field{Path: "namespace", Change: compare.Changed, From: was.Namespace, To: is.Namespace})
	}
	if was.Source != "" && was.Source != is.Source {
		out = append(out, compare.Field{Path: source, Change: compare.Changed, From: was.Source, To: is.Source})
	}
	return out
}

func (d *destruction) clustersWith(component string) (out []string) {
	for _, c := range d.now.Clusters {
		if slices.ContainsFunc(c.Placements, func(p platform.Placement) bool { return p.Unit.Variant.Component.Name == component }) {
			out = append(out, c.Name)
		}
	}
	return out
}

// read is what the last run wrote, whatever Git made of the ends of its lines.
func (d *destruction) read(path string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(path)))
	if err != nil {
		return nil, fmt.Errorf("read what %s held: %w", path, err)
	}
	return tree.Canonical(text), nil
}

// lockedComponent is what the lock says of a component.
func lockedComponent(c *platform.Component) tree.Component {
	source := "files"
	switch {
	case c.Tenant != nil: // what its own objects are made of; the catalog's are but its bounds
		source = c.Tenant.Repository.String()
	case c.Source.Chart != nil:
		source = c.Source.Chart.Name
	case c.Source.Manifests != nil:
		source = c.Source.Manifests.URL
	}
	return tree.Component{Name: c.Name, Version: c.Source.Version(), Source: source, Namespace: c.Namespace, Deletion: c.Deletion}
}
