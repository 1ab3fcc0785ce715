package generator

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// unitsGone are the units that clusters had and do not have any more. A cluster
// that leaves the platform keeps what it has, but for what goes with its owner.
func (d *destruction) unitsGone(agent *platform.Agent) ([]compare.Unit, error) {
	line, err := agent.UnitLine()
	if err != nil {
		return nil, err
	}
	gone := map[string][]string{}
	note := func(cluster string, old []byte, goes func(unit string) bool) {
		for _, found := range line.FindAllSubmatch(old, -1) {
			if unit := string(found[1]); goes(unit) {
				gone[unit] = append(gone[unit], cluster)
			}
		}
	}
	if err := d.eachChanged(func(c *platform.Cluster, old []byte) {
		note(c.Name, old, func(unit string) bool { return !placed(c, unit) })
	}); err != nil {
		return nil, err
	}
	if agent.Owner != "" {
		if err := d.eachLeft(func(cluster string, old []byte) {
			note(cluster, old, func(unit string) bool { return d.ownerGone(agent, unit) })
		}); err != nil {
			return nil, err
		}
	}
	var out []compare.Unit
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		component := d.componentOf(name)
		out = append(out, compare.Unit{Name: name, Component: component.Name, Change: compare.Removed, Deletion: cmp.Or(component.Deletion, "delete"), Clusters: gone[name]})
	}
	return out, nil
}

// ownerGone reports whether what owns a unit on every cluster goes.
func (d *destruction) ownerGone(agent *platform.Agent, unit string) bool {
	_, goes := slices.BinarySearch(d.changes.Delete, path.Join(render.Generated, strings.ReplaceAll(agent.Owner, "$unit", unit)))
	return goes
}

// eachLeft shows what the file held of each cluster that has left the platform.
func (d *destruction) eachLeft(show func(cluster string, old []byte)) error {
	for _, file := range d.changes.Delete {
		name, below := strings.CutPrefix(file, generatedClusters)
		name, its := strings.CutSuffix(name, generatedFile)
		if !below || !its || d.now.Cluster(name) != nil {
			continue
		}
		old, err := d.read(file)
		if err != nil {
			return err
		}
		show(name, old)
	}
	return nil
}

func placed(c *platform.Cluster, unit string) bool {
	_, there := c.Unit(unit)
	return there
}

// componentOf is the component that had a unit: its name is what the unit's begins with.
func (d *destruction) componentOf(unit string) (best tree.Component) {
	for _, c := range d.was.Components {
		its := unit == c.Name || strings.HasPrefix(unit, c.Name+"-")
		if its && (len(c.Name) > len(best.Name) || c.Name == best.Name && c.Deletion == "delete") {
			best = c
		}
	}
	return best
}
