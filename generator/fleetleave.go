package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Departure is what it comes to that a cluster leaves the platform.
type Departure struct {
	Cluster string `json:"cluster"`
	// Units run there: they stay, and are nobody's.
	Units []string `json:"units"`
	// Uninstalled are those that go first, where that is asked for.
	Uninstalled []string `json:"uninstalled"`
	// Components are what a user enables and disables of that.
	Components []string `json:"components"`
	// Agent says what becomes of the agent's own objects.
	Agent string `json:"agent"`
	// Unused are credentials that nothing else on the platform uses.
	Unused []string `json:"unused"`
	// Files go with the cluster: its own, and values and Secrets for it alone.
	Files []string `json:"files"`

	kept []string // units that nothing uninstalls, by their deletion policy
}

// Uninstalling is the departure of a cluster off which the platform is taken first:
// what stays then is what deletion policies keep.
func (d Departure) Uninstalling() Departure {
	d.Uninstalled = slices.DeleteFunc(slices.Clone(d.Units), func(unit string) bool { return slices.Contains(d.kept, unit) })
	d.Units = d.kept
	d.Agent = "it is uninstalled with them"
	return d
}

// Departures says what it comes to that clusters leave. It changes nothing. A
// hub cannot leave: nothing would drive the others.
func (f *Fleet) Departures(names []string) ([]Departure, error) {
	before := map[string][]byte{}
	for _, name := range f.half {
		before[name] = nil
	}
	p, err := loadWith(f.src, f.dir, before)
	if err != nil {
		return nil, err
	}
	agent, err := Agent(f.src, p)
	if err != nil {
		return nil, err
	}
	var out []Departure
	leaving := map[string]bool{}
	for _, name := range names {
		leaving[name] = true
	}
	for _, name := range names {
		c, err := f.Named(name)
		if err != nil {
			return nil, err
		}
		files, err := f.filesOf(c)
		if err != nil {
			return nil, err
		}
		on := p.Cluster(name)
		d := Departure{Cluster: name, Units: []string{}, Uninstalled: []string{}, kept: []string{}, Components: []string{}, Unused: f.unused(leaving, on, agent), Files: files,
			Agent: strings.ReplaceAll(agent.Leaves, "$cluster", name)}
		for _, pl := range on.Placements {
			d.Units = append(d.Units, pl.Unit.Name)
			component := pl.Unit.Variant.Component
			if component.Tenant == nil {
				d.Components = append(d.Components, component.Name)
			}
			if component.Deletion != "delete" {
				d.kept = append(d.kept, pl.Unit.Name)
			}
		}
		slices.Sort(d.Units)
		slices.Sort(d.kept)
		slices.Sort(d.Components)
		d.Components = slices.Compact(d.Components)
		out = append(out, d)
	}
	return out, nil
}

// Hub refuses the cluster that drives the others.
func (f *Fleet) Hub(name string) error {
	c, err := f.Named(name)
	if err != nil {
		return err
	}
	if f.Input.Spec.Topology != "hub" || c.Role != "hub" && len(f.Clusters) > 1 {
		return nil
	}
	return said(fmt.Sprintf("cluster %s, at %s, is the hub: it runs the agent, and nothing would drive the others", name, placeOf(c.At)),
		"give another cluster role: hub and bootstrap it first; slipway uninstall takes the whole platform away")
}

// unused are the credentials of a cluster that no cluster which stays uses.
func (f *Fleet) unused(leaving map[string]bool, c *platform.Cluster, agent *platform.Agent) []string {
	out := []string{}
	if c.RunsAgent {
		return out // it needs none
	}
	where := " in namespace " + agent.Namespace + " of the hub"
	ref, external := (*platform.SecretRef)(nil), (*platform.ExternalSecret)(nil)
	if c.Credentials != nil {
		ref, external = c.Credentials.SecretRef, c.Credentials.ExternalSecret
	}
	shared := func(same func(platform.ClusterCredentials) bool) bool {
		return slices.ContainsFunc(f.Clusters, func(o load.Declared) bool {
			return !leaving[o.Name] && o.Credentials != nil && same(*o.Credentials)
		})
	}
	switch {
	case ref != nil && shared(func(o platform.ClusterCredentials) bool { return o.SecretRef != nil && *o.SecretRef == *ref }):
	case ref != nil:
		out = append(out, "Secret "+ref.Name+where)
	default:
		out = append(out, "Secret "+agent.ClusterSecret.NameOf(c.Name)+where)
	}
	if external != nil && !shared(func(o platform.ClusterCredentials) bool {
		return o.ExternalSecret != nil && *o.ExternalSecret == *external
	}) {
		out = append(out, "entry "+external.Key+" of the store "+external.Store)
	}
	if c.Context != "" && c.Credentials == nil {
		out = append(out, "the account that bootstrap made on "+c.Name+" for the agent")
	}
	return out
}

// filesOf are the files that are about one cluster alone.
func (f *Fleet) filesOf(c *load.Declared) ([]string, error) {
	var out []string
	if c.Index < 0 {
		out = append(out, c.At.File)
	}
	for _, folder := range []string{"overrides/*", "secrets/*/*"} {
		found, err := fs.Glob(os.DirFS(f.dir), path.Join(folder, c.Name+".yaml"))
		if err != nil {
			return nil, fmt.Errorf("look for files of %s: %w", c.Name, err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// Left tells clusters that are there from those that left the platform already since
// it was generated, such as by a run of Remove that was killed. A name that is neither
// is no cluster's.
func (f *Fleet) Left(names []string) (there, left []string, err error) {
	for _, name := range names {
		if slices.Contains(there, name) || slices.Contains(left, name) {
			continue
		}
		_, err := clusterFile(name) // a name leads nowhere else
		if f.Cluster(name) == nil && err == nil && f.generated(name) {
			left = append(left, name)
			continue
		}
		if _, err := f.Named(name); err != nil {
			return nil, nil, err
		}
		there = append(there, name)
	}
	return there, left, nil
}

// Remove takes clusters out, with the files that are about them alone. Those go first:
// one about a cluster that is not there is an error.
func (f *Fleet) Remove(names []string) error {
	var inline []int
	for _, name := range names {
		c, err := f.Named(name)
		if err != nil {
			return err
		}
		files, err := f.filesOf(c)
		if err != nil {
			return err
		}
		for _, file := range files {
			if _, err := f.read(file); err != nil {
				return err
			}
			f.texts[file] = nil
			if file != c.At.File {
				f.first = append(f.first, file)
			}
		}
		if c.Index >= 0 {
			inline = append(inline, c.Index)
		}
	}
	if len(inline) == 0 {
		return nil
	}
	if f.isProgram() {
		return fmt.Errorf("platform.cue is a program, and its clusters are yours to change: remove %s from spec.clusters there", f.places(inline))
	}
	text, err := f.read(platformFile)
	if err != nil {
		return err
	}
	if f.texts[platformFile], err = edit.RemoveItems(text, inline, "spec", "clusters"); err != nil {
		return inClusters(err)
	}
	return nil
}

// places names clusters and where they stand.
func (f *Fleet) places(which []int) string {
	out := make([]string, len(which))
	for i, n := range which {
		out[i] = f.Clusters[n].Name + " at " + placeOf(f.Clusters[n].At)
	}
	return strings.Join(out, ", ")
}

// Domain is that of a cluster, said or not.
func (f *Fleet) Domain(c *load.Declared) string {
	return cmp.Or(c.Domain, c.Name+"."+f.Input.Spec.Domain)
}
