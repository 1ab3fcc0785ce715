package render

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/slipway-platform/slipway/generator/platform"
)

// placedData is what clusters have in common that share their placements: in a
// fleet nearly all do, so what is made of it is made once.
type placedData struct {
	Platform   *platform.Platform
	Root       string
	Placements []platform.Placement
	// VariantFiles are the units.yaml of the variants, below gitops/.
	VariantFiles []string
	// Variants maps the components to their variants.
	Variants map[string]string
	// Namespaces are those that the components are installed into.
	Namespaces []string

	a         *arranger
	mutex     sync.Mutex
	fragments map[string]string
	keys      map[string]map[string]bool // of fragments that were checked
}

// Fragment is a template's text about the cluster's placements. It must not
// depend on the cluster.
func (d clusterData) Fragment(template string) (string, error) { return d.placed.fragment(template) }

// Tenants are those on the cluster, by name.
func (d clusterData) Tenants() []*platform.Tenant { return d.Cluster.Tenants() }

func (d *placedData) fragment(template string) (string, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if text, ok := d.fragments[template]; ok {
		return text, nil
	}
	text, err := d.a.execute(template, d)
	if err != nil {
		return "", err
	}
	d.fragments[template] = strings.Trim(string(text), "\n")
	return d.fragments[template], nil
}

// placed returns the data of placements, which are told apart by where they lie.
func (a *arranger) placed(placements []platform.Placement) *placedData {
	if len(placements) == 0 {
		return a.newPlaced(nil)
	}
	d, ok := a.placements.Load(&placements[0])
	if !ok {
		d, _ = a.placements.LoadOrStore(&placements[0], a.newPlaced(placements))
	}
	return d.(*placedData)
}

func (a *arranger) newPlaced(placements []platform.Placement) *placedData {
	d := &placedData{Platform: a.platform, Root: a.root, Placements: placements, Variants: map[string]string{}, a: a, fragments: map[string]string{}, keys: map[string]map[string]bool{}}
	for _, p := range placements {
		v := p.Unit.Variant
		d.Variants[v.Component.Name] = v.Name
		d.Namespaces = append(d.Namespaces, v.Component.Namespace)
		d.VariantFiles = append(d.VariantFiles, path.Join("components", v.Component.Name, v.Name, "units.yaml"))
	}
	slices.Sort(d.VariantFiles)
	d.VariantFiles = slices.Compact(d.VariantFiles)
	slices.Sort(d.Namespaces)
	d.Namespaces = slices.Compact(d.Namespaces)
	return d
}
