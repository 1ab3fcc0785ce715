package generator

import (
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Origins are a platform, and where everything in it came from.
type Origins struct {
	*load.Origins
	src Sources
}

// LoadOrigins reads the platform in dir as Load does.
func LoadOrigins(src Sources, dir string) (*Origins, error) {
	return originsIn(src, dir, os.DirFS(dir))
}

// originsIn reads the platform whose files are those of a file system, with the lock in dir.
func originsIn(src Sources, dir string, fsys fs.FS) (*Origins, error) {
	from, err := src.loadIn(fsys)
	if err != nil {
		return nil, err
	}
	o, err := load.LoadOrigins(from, fsys)
	if err != nil {
		return nil, err
	}
	if o.Digests, err = lockedDigests(dir); err != nil {
		return nil, err
	}
	o.Platform = split(o.Platform)
	return &Origins{o, src}, nil
}

// Why is one level that says something. In a list the weakest comes first and the last one counts, but that maps merge.
type Why struct {
	Level string `json:"level"`
	Place
	Value any `json:"value,omitempty"`
}

// Place is a place in a file, and who changed it last.
type Place struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Changed is nil where no commit is known that wrote the line.
	Changed *Change `json:"changed,omitempty"`
}

// At writes it as people do.
func (p Place) At() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Change is a commit, for people.
type Change struct {
	Commit  string `json:"commit"`
	Author  string `json:"author"`
	Date    string `json:"date"` // as YYYY-MM-DD
	Subject string `json:"subject"`
}

// Blame finds the commit that wrote a line of a file, which is named from the platform's folder; nil where there is none.
type Blame func(file string, line int) *Change

func (b Blame) place(p problem.Position) Place {
	out := Place{File: p.File, Line: p.Line}
	if b != nil && p.Line > 0 {
		out.Changed = b(p.File, p.Line)
	}
	return out
}

func (b Blame) whys(origins []load.Origin) []Why {
	out := make([]Why, len(origins))
	for i, o := range origins {
		out[i] = Why{o.Level, b.place(o.Position), o.Value}
	}
	return out
}

// Explain says what a component comes to on a cluster, and why.
func (o *Origins) Explain(cluster, component string, blame Blame) (*Explanation, error) {
	e, err := Explain(o.Platform, cluster, component)
	if err != nil {
		return nil, err
	}
	e.Reasons = &Reasons{
		Enabled: blame.whys(o.Enabled(cluster, component)), Versions: blame.whys(o.Version(cluster, component)),
		NeededBy: neededBy(o.Cluster(cluster), component), Settings: []Setting{}, Overrides: []Why{},
	}
	for _, unit := range e.Units {
		e.Overrides = append(e.Overrides, blame.whys(o.Overrides(cluster, component, unit, nil))...)
	}
	for _, path := range o.SetPaths(cluster, component) {
		value, _ := load.ValueAt(e.Config, path)
		why := slices.DeleteFunc(o.Setting(cluster, component, path), func(w load.Origin) bool { return w.Level == "catalog" && w.Value == nil })
		e.Settings = append(e.Settings, Setting{load.PathText(path...), value, blame.whys(why)})
	}
	return e, nil
}

// neededBy are the units of other components that wait for one on a cluster.
func neededBy(c *platform.Cluster, component string) []string {
	out := []string{}
	for _, p := range c.Placements {
		if p.Unit.Variant.Component.Name == component {
			continue
		}
		if slices.ContainsFunc(p.Needs, func(need string) bool {
			placed, ok := c.Unit(need)
			return ok && placed.Unit.Variant.Component.Name == component
		}) {
			out = append(out, p.Unit.Name)
		}
	}
	return out
}
