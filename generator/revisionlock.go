package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// asLocked gives what a catalog pins the version that the lock has of it. A
// version that the user pins is in both, and stays.
func asLocked(p *platform.Platform, meta tree.Meta) {
	type source struct{ repository, name string }
	locked := map[source][]string{}
	for _, c := range meta.Charts {
		locked[source{c.Repository, c.Name}] = append(locked[source{c.Repository, c.Name}], c.Version)
	}
	for _, m := range meta.Manifests {
		locked[source{m.URL, ""}] = append(locked[source{m.URL, ""}], m.Version)
	}
	units := map[source][]*platform.Unit{}
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				switch {
				case u.Chart != nil:
					key := source{u.Chart.Repository, u.Chart.Name}
					units[key] = append(units[key], u)
				case u.Manifests != nil:
					key := source{u.Manifests.URL, ""}
					units[key] = append(units[key], u)
				}
			}
		}
	}
	for key, units := range units {
		relock(units, locked[key])
	}
}

// relock changes the units of one source whose version the lock does not have,
// where it has one alone that no unit has.
func relock(units []*platform.Unit, locked []string) {
	var free []string
	for _, version := range locked {
		if !slices.ContainsFunc(units, func(u *platform.Unit) bool { return u.Variant.Version == version }) {
			free = append(free, version)
		}
	}
	if len(free) != 1 {
		return
	}
	for _, u := range units {
		if slices.Contains(locked, u.Variant.Version) {
			continue
		}
		if u.Chart != nil {
			chart := *u.Chart
			chart.Version = free[0]
			u.Chart = &chart
		} else {
			manifests := *u.Manifests
			manifests.Version = free[0]
			u.Manifests = &manifests
		}
	}
}

// otherCatalogs says that a catalog made a repository which is not as it is here.
func otherCatalogs(meta tree.Meta, p *platform.Platform, name string) []string {
	var other []string
	for _, was := range meta.Catalogs {
		if slices.ContainsFunc(p.Catalogs, func(is platform.Catalog) bool { return is.Name == was.Name && is.Digest != was.Digest }) {
			other = append(other, was.Name)
		}
	}
	if len(other) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("what %s has was made by another catalog (%s, slipway %s): versions are those of its lock, values and objects are as this slipway makes them",
		name, strings.Join(other, ", "), meta.Slipway)}
}
