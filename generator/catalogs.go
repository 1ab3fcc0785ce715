package generator

import (
	"os"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Catalogs are those that the platform in a folder names, to be looked at, and
// what the platform has of them.
type Catalogs struct {
	*load.Trials
	// Platform is nil where there is none, and where it is wrong.
	Platform *platform.Platform
	// Wrong is why there is no platform although there is its file.
	Wrong error
	// OnlyBuiltin is whether not even its catalogs could be opened.
	OnlyBuiltin bool

	src Sources
}

// LookAt opens the catalogs of a folder. What is wrong with the platform there
// does not keep anybody from looking at components.
func LookAt(src Sources, dir string) (*Catalogs, error) {
	folders, err := CatalogsOf(src, dir)
	if err != nil {
		return builtin(src, err)
	}
	trials, err := NewTrials(src, folders)
	if err != nil {
		return builtin(src, err)
	}
	out := &Catalogs{Trials: trials, src: src}
	out.Platform, out.Wrong = trials.Look(os.DirFS(dir))
	return out, nil
}

func builtin(src Sources, wrong error) (*Catalogs, error) {
	trials, err := NewTrials(src, load.Builtin(src.load()))
	return &Catalogs{Trials: trials, Wrong: wrong, OnlyBuiltin: true, src: src}, err
}

// Component returns a component of the catalogs by name, nil when there is none.
func (c *Catalogs) Component(name string) *platform.Component {
	for _, component := range c.Components() {
		if component.Name == name {
			return &component
		}
	}
	return nil
}

// On lists the clusters that have a component, by the component's name; nil
// where there is no platform.
func (c *Catalogs) On() map[string][]string {
	if c.Platform == nil {
		return nil
	}
	out := map[string][]string{}
	for _, cluster := range c.Platform.Clusters {
		for _, p := range cluster.Placements {
			name := p.Unit.Variant.Component.Name
			if on := out[name]; len(on) == 0 || on[len(on)-1] != cluster.Name {
				out[name] = append(on, cluster.Name)
			}
		}
	}
	return out
}
