package compare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// content is what a unit comes to, without what it is called on the way.
type content struct {
	component string
	deletion  string
	// fields are chart, version, values and what the agent does with the unit.
	fields map[string]any
	// objects by what tells them apart.
	objects map[string]map[string]any
	facts   map[platform.Fact]bool
}

// read returns what a unit of a platform comes to.
func read(p *platform.Platform, u *platform.Unit) (*content, error) {
	v := u.Variant
	c := &content{component: v.Component.Name, deletion: v.Component.Deletion, fields: sourceFields(u), objects: map[string]map[string]any{}, facts: map[platform.Fact]bool{}}
	c.fields["namespace"] = v.Component.Namespace
	c.fields["podSecurity"] = v.Component.PodSecurity
	c.fields["deletion"] = v.Component.Deletion
	if u.Chart != nil {
		c.fields["values"] = u.Values
	}
	maps.Copy(c.fields, watchedFields(u))
	fields, err := spelled(p.Facts, given(c.fields), c.facts)
	if err != nil {
		return nil, fmt.Errorf("read unit %s: %w", u.Name, err)
	}
	c.fields = fields.(map[string]any)
	for _, o := range u.Objects {
		object, err := spelled(p.Facts, o, c.facts)
		if err != nil {
			return nil, fmt.Errorf("read objects of unit %s: %w", u.Name, err)
		}
		c.objects[identity(object.(map[string]any))] = object.(map[string]any)
	}
	return c, nil
}

// sourceFields say where a unit's objects come from. What lies in the catalog or
// is computed is its objects alone: its version is nothing to a cluster.
func sourceFields(u *platform.Unit) map[string]any {
	chart := u.Chart
	if chart == nil {
		chart = u.Rendered
	}
	switch {
	case chart != nil:
		return map[string]any{"chart": map[string]any{"name": chart.Name, "repository": chart.Repository}, "version": chart.Version}
	case u.Manifests != nil:
		patches, images := []any{}, map[string]any{}
		for _, p := range u.Manifests.Patches {
			patches = append(patches, map[string]any{"target": texts(p.Target), "patch": p.Body()})
		}
		for _, i := range u.Manifests.Images {
			images[i.Name] = i.NewName
		}
		return map[string]any{"manifests": u.Manifests.URL, "version": u.Manifests.Version, "patches": patches, "images": images}
	}
	return map[string]any{}
}

// diff returns what sets two contents apart, false where nothing does.
func (c *content) diff(to *content) (fields []Field, objects []Object) {
	fields, objects = []Field{}, []Object{}
	diffFields("", c.fields, to.fields, &fields)
	ids := maps.Clone(c.objects)
	maps.Copy(ids, to.objects)
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		a, b := c.objects[id], to.objects[id]
		switch {
		case a == nil:
			objects = append(objects, object(b, Added))
		case b == nil:
			objects = append(objects, object(a, Removed))
		default:
			found := []Field{}
			diffFields("", a, b, &found)
			if len(found) > 0 {
				o := object(b, Changed)
				o.Fields = hidden(b, found)
				objects = append(objects, o)
			}
		}
	}
	return fields, objects
}

// whole is a unit that came or went: where it is from, and its objects.
func (c *content) whole(change Change) (fields []Field, objects []Object) {
	fields, objects = []Field{}, []Object{}
	for _, k := range slices.Sorted(maps.Keys(c.fields)) {
		switch v := c.fields[k]; {
		case k != "chart" && k != "manifests" && k != "version" && k != "namespace":
		case change == Added:
			fields = append(fields, Field{Path: k, Change: change, To: v})
		default:
			fields = append(fields, Field{Path: k, Change: change, From: v})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.objects)) {
		objects = append(objects, object(c.objects[id], change))
	}
	return fields, objects
}

// carriers are the texts of what a content becomes that hold a fact, in fields and objects.
func (c *content) carriers(to *content, f platform.Fact) (fields []Field, objects []Object) {
	carriers("", c.fields, to.fields, f, &fields)
	for _, id := range slices.Sorted(maps.Keys(to.objects)) {
		found := []Field{}
		carriers("", c.objects[id], to.objects[id], f, &found)
		if len(found) > 0 {
			o := object(to.objects[id], Changed)
			o.Fields = hidden(to.objects[id], found)
			objects = append(objects, o)
		}
	}
	return fields, objects
}
