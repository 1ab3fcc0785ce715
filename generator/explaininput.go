package generator

import (
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// inputLine is a line of platform.yaml: the clusters that it reaches and, where it is a setting of a component, where the
// setting counts.
func (o *Origins) inputLine(out *FileExplanation, _ []string, at []any, blame Blame) error {
	out.About = "the platform, as you wrote it"
	if len(at) < 2 || at[0] != "spec" {
		return nil
	}
	reaches, rest, text := o.reach(at)
	if text != "" {
		out.About = text
	}
	for _, c := range o.Clusters {
		if reaches(c) {
			out.Clusters = append(out.Clusters, c.Name)
		}
	}
	if len(rest) < 2 || rest[0] != "components" {
		return nil
	}
	return o.inputSetting(out, fmt.Sprint(rest[1]), rest[2:], blame)
}

// inputSetting narrows a line that says something of a component down to the clusters that have it.
func (o *Origins) inputSetting(out *FileExplanation, component string, rest []any, blame Blame) error {
	out.Component = component
	out.Clusters = slices.DeleteFunc(out.Clusters, func(name string) bool {
		_, ok := o.Cluster(name).Unit(component)
		return !ok
	})
	if len(rest) < 2 || rest[0] != "config" || len(out.Clusters) == 0 {
		return nil
	}
	value, err := o.ExplainValue(out.Clusters[0], component, load.PathText(rest...), blame)
	out.Value = value
	return err
}

// reach says which clusters what stands at a path of platform.yaml is for, and what remains of the path inside that.
func (o *Origins) reach(at []any) (reaches func(*platform.Cluster) bool, rest []any, text string) {
	all := func(*platform.Cluster) bool { return true }
	i, indexed := -1, false
	if len(at) > 2 {
		i, indexed = at[2].(int)
	}
	switch {
	case at[1] == "groups" && indexed && i < len(o.Groups):
		name := o.Groups[i].Name
		return func(c *platform.Cluster) bool { return slices.Contains(c.Groups, name) }, at[3:], "group " + name
	case at[1] == "rings" && indexed && i < len(o.Rings):
		name := o.Rings[i].Name
		return func(c *platform.Cluster) bool { return c.Ring == name }, at[3:], "ring " + name
	case at[1] == "tenants" && indexed && i < len(o.Tenants()):
		t := o.Tenants()[i]
		return func(c *platform.Cluster) bool { _, has := c.Unit(t.Component()); return has }, at[3:], "tenant " + t.Name
	case at[1] == "clusters" && indexed:
		for _, c := range o.Clusters {
			if place := o.Place(c.Name); place == o.PlaceOf("spec", "clusters", i) {
				return func(other *platform.Cluster) bool { return other == c }, at[3:], "cluster " + c.Name
			}
		}
	}
	return all, at[1:], ""
}
