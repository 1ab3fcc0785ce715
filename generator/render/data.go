package render

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *arranger) platformData() any {
	if a.index == nil {
		d := platformData{Platform: a.platform, Title: a.agent.Title, Root: a.root, Projects: a.projects(), Tenants: a.platform.Tenants(), Secrets: inventory.ComponentSecrets(a.platform),
			Stores: inventory.Stores(a.platform), Properties: a.agent.ClusterProperties}
		for _, c := range a.platform.Components {
			row := componentRow{Name: c.Name, Summary: c.Summary}
			for _, v := range c.Variants {
				row.Versions = append(row.Versions, v.Version)
				for _, u := range v.Units {
					if u.Chart != nil {
						d.Charts = append(d.Charts, path.Join("components", c.Name, v.Name, u.ValuesFile()))
					}
				}
			}
			slices.Sort(row.Versions)
			row.Versions = slices.Compact(row.Versions)
			d.Components = append(d.Components, row)
		}
		d.Repositories, d.SourceRings = a.repositories(), a.platform.SourceRings
		a.index = d
	}
	return a.index
}

// repositories lists the chart repositories that are no OCI registries, by address.
func (a *arranger) repositories() []*platform.Chart {
	byAddress := map[string]*platform.Chart{}
	for _, c := range a.platform.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil && !u.Chart.OCI() {
					byAddress[u.Chart.Repository] = u.Chart
				}
			}
		}
	}
	var out []*platform.Chart
	for _, address := range slices.Sorted(maps.Keys(byAddress)) {
		out = append(out, byAddress[address])
	}
	return out
}

// projects unites what the variants of each component need.
func (a *arranger) projects() []project {
	var out []project
	for _, c := range a.platform.Components {
		p := project{Name: c.Name, Title: c.Title, Repositories: []string{a.platform.Repository.URL}}
		// The agent makes the component's namespace, with its Pod Security labels.
		kinds := map[platform.GroupKind]bool{{Kind: "Namespace"}: true}
		for _, v := range c.Variants {
			p.Namespaces = append(p.Namespaces, v.Namespaces...)
			for _, k := range v.ClusterKinds {
				kinds[k] = true
			}
			for _, u := range v.Units {
				if u.Chart != nil {
					p.Repositories = append(p.Repositories, strings.TrimPrefix(u.Chart.Repository, "oci://"))
				}
			}
		}
		slices.Sort(p.Repositories)
		p.Repositories = slices.Compact(p.Repositories)
		slices.Sort(p.Namespaces)
		p.Namespaces = slices.Compact(p.Namespaces)
		p.ClusterKinds = slices.SortedFunc(maps.Keys(kinds), func(x, y platform.GroupKind) int {
			return strings.Compare(x.Group+"/"+x.Kind, y.Group+"/"+y.Kind)
		})
		out = append(out, p)
		if c.Tenant != nil {
			out = append(out, tenantProject(c))
		}
	}
	return out
}

// tenantProject is what the repository of a tenant may do.
func tenantProject(c *platform.Component) project {
	t := c.Tenant
	return project{Name: t.Name + ".tenant", Title: "What the repository of tenant " + t.Name + " may hold",
		Repositories: []string{t.Repository.URL}, Namespaces: t.Namespaces, TenantKinds: c.Variants[0].TenantKinds}
}

// dataOf turns what a job is about into what its template sees.
func (a *arranger) dataOf(v any) (any, error) {
	switch v := v.(type) {
	case *platform.Cluster:
		return clusterData{Platform: a.platform, Root: a.root, Cluster: v, placed: a.placed(v.Placements)}, nil
	case *platform.Variant:
		return a.variantData(v)
	case *platform.Unit:
		return a.unitFileData(v)
	case unitObject:
		return a.objectFileData(v)
	}
	return v, nil
}

func (a *arranger) variantData(v *platform.Variant) (any, error) {
	d := variantData{Component: v.Component, Variant: v}
	folder := path.Join("components", v.Component.Name, v.Name)
	for i, u := range v.Units {
		written, err := a.written(u)
		if err != nil {
			return nil, err
		}
		content := sha256.Sum256(written)
		unit := unitData{
			Name: u.Name, Component: v.Component.Name, Namespace: v.Component.Namespace, PodSecurity: a.levels[v.Component.Namespace],
			Deletion: v.Component.Deletion, Content: v.Name + "-" + hex.EncodeToString(content[:6]), Chart: u.Chart,
			Facts: u.Kind() == "facts", Values: path.Join(folder, u.ValuesFile()), Path: path.Join(folder, u.Name),
		}
		if i == 0 {
			unit.IgnoreDrift, unit.Tenant = v.IgnoreDrift, v.Component.Tenant
		}
		if u.Chart != nil {
			unit.IgnoreDrift = v.IgnoreDrift
			if unit.Inline, err = a.inline(u.Values); err != nil {
				return nil, err
			}
		}
		d.Units = append(d.Units, unit)
	}
	return d, nil
}

// written changes when what a unit applies does.
func (a *arranger) written(u *platform.Unit) ([]byte, error) {
	if u.Rendered != nil {
		return json.Marshal(u.Objects) // many, and their files hold them one by one
	}
	file, err := a.unitFileData(u)
	if err != nil {
		return nil, err
	}
	return []byte(file.StaticYAML + file.ObjectsYAML), nil
}

// inline writes the fact-carrying part of values as JSON in which facts are
// spelled for the agent; empty where there is none. JSON, because every string
// in it stands in double quotes: what is put in cannot change its type.
func (a *arranger) inline(values map[string]any) (string, error) {
	_, inline := platform.Partition(values)
	if len(inline) == 0 {
		return "", nil
	}
	spelled, err := a.spellAll(inline)
	if err != nil {
		return "", err
	}
	return toJSON(spelled)
}

// unitFileData is worked out once: the unit's file is made of it, and its variant's tells by it what changes.
func (a *arranger) unitFileData(u *platform.Unit) (*unitFileData, error) {
	if d, ok := a.unitFiles.Load(u); ok {
		return d.(*unitFileData), nil
	}
	d, err := a.newUnitFileData(u)
	if err == nil {
		a.unitFiles.Store(u, d)
	}
	return d, err
}

func (a *arranger) newUnitFileData(u *platform.Unit) (*unitFileData, error) {
	d := &unitFileData{Platform: a.platform, Component: u.Variant.Component, Variant: u.Variant, Unit: u, Facts: u.CarriesFacts(), agent: a.agent}
	if u.Chart != nil {
		return d, a.chartFileData(d, u)
	}
	if u.Manifests != nil {
		return d, a.manifestsFileData(d, u)
	}
	respell := a.respell(u)
	var texts []string
	for i, o := range u.Objects {
		text, err := marshalObject(o, respell)
		if err != nil {
			return nil, fmt.Errorf("write object %d: %w", i, err)
		}
		texts = append(texts, string(text))
	}
	d.ObjectsYAML, d.Parts = strings.TrimSuffix(strings.Join(texts, "---\n"), "\n"), inParts(texts)
	return d, nil
}

// respell is how the strings of a unit's objects are written for the agent.
func (a *arranger) respell(u *platform.Unit) func(string) (string, error) {
	if a.agent.Facts.Everywhere || u.Kind() == "facts" {
		return a.spell
	}
	return asItIs
}

// asItIs spells a string in which the agent substitutes nothing.
func asItIs(s string) (string, error) { return s, nil }

func (a *arranger) chartFileData(d *unitFileData, u *platform.Unit) error {
	static, _ := platform.Partition(u.Values)
	text, err := Marshal(static)
	if err != nil {
		return err
	}
	d.StaticYAML = strings.TrimSuffix(string(text), "\n")
	sum := sha256.Sum256(fmt.Append(nil, u.Variant.Name, *u.Chart, d.StaticYAML))
	d.Digest = hex.EncodeToString(sum[:6])
	if d.Inline, err = a.inline(u.Values); err != nil {
		return err
	}
	respell := asItIs
	if d.Facts {
		respell = a.spell
	}
	all, err := marshalObject(u.Values, respell)
	d.ValuesYAML = strings.TrimSuffix(string(all), "\n")
	return err
}
