// Package chartlint holds what components come to against the charts that they install, which stand in a folder, and
// against what objects have to be. It reaches no network.
package chartlint

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Charts are the charts of a folder, or of a bundle: folders with a Chart.yaml, and archives.
type Charts struct {
	where    string // for people
	found    []*found
	skipped  map[string]bool
	looked   map[string]problem.Problems // by component, agent and values
	rendered map[string]*rendered
}

// found is a chart and where it is.
type found struct {
	*chart.Facts
	path   string
	keys   *chart.Keys
	joined bool // with the charts that it depends on
}

// None are no charts: objects of catalogs are all that is looked at.
func None() *Charts {
	c := newCharts()
	c.skip("values and objects of charts: --charts names a folder that has them, --bundle a bundle")
	return c
}

func newCharts() *Charts {
	return &Charts{skipped: map[string]bool{}, looked: map[string]problem.Problems{}, rendered: map[string]*rendered{}}
}

// Open reads the charts in a folder.
func Open(dir string) (*Charts, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open charts: %w", err)
	}
	var paths []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if _, err := os.Stat(filepath.Join(path, "Chart.yaml")); err == nil || filepath.Ext(path) == ".tgz" {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s holds no chart: neither a folder with a Chart.yaml nor a .tgz", dir)
	}
	return OpenAll(paths, "the folder")
}

// OpenAll reads charts; where says what they are in, for people.
func OpenAll(paths []string, where string) (*Charts, error) {
	c := newCharts()
	c.where = where
	for _, path := range paths {
		facts, err := chart.Inspect(path)
		if err != nil {
			return nil, err
		}
		c.found = append(c.found, &found{Facts: facts, path: path})
	}
	return c, nil
}

// Skipped is what could not be checked, and why.
func (c *Charts) Skipped() []string { return slices.Sorted(maps.Keys(c.skipped)) }

// find returns the chart at exactly the version, nil where it is not there.
func (c *Charts) find(want platform.Chart) *found {
	others := []string{}
	for _, f := range c.found {
		if f.Name != want.Name {
			continue
		}
		if strings.TrimPrefix(f.Version, "v") == strings.TrimPrefix(want.Version, "v") {
			c.join(f)
			return f
		}
		others = append(others, f.Version)
	}
	why := "it is not in " + c.where
	if len(others) > 0 {
		why = c.where + " has " + strings.Join(others, " and ")
	}
	if len(c.found) > 0 {
		c.skip("chart %s %s: %s", want.Name, want.Version, why)
	}
	return nil
}

func (c *Charts) skip(format string, args ...any) { c.skipped[fmt.Sprintf(format, args...)] = true }

// join gives a chart those that it depends on, where it does not hold them itself and the folder has them.
func (c *Charts) join(f *found) {
	if f.joined {
		return
	}
	f.joined = true
	for i, d := range f.Dependencies {
		if d.Facts != nil {
			continue
		}
		if other := c.satisfying(d); other != nil {
			c.join(other)
			f.Hold(i, other.Facts)
			continue
		}
		c.skip("values below %s of chart %s %s: chart %s %s is not in %s", d.Key, f.Name, f.Version, d.Name, d.Version, c.where)
	}
}

// satisfying is the newest chart that a dependency's version allows.
func (c *Charts) satisfying(d chart.Dependency) *found {
	allowed, err := semver.NewConstraint(cmp.Or(d.Version, "*"))
	if err != nil {
		return nil
	}
	var best *found
	for _, f := range c.found {
		v, err := semver.NewVersion(f.Version)
		if f.Name != d.Name || err != nil || !allowed.Check(v) {
			continue
		}
		if best == nil || semver.MustParse(best.Version).LessThan(v) {
			best = f
		}
	}
	return best
}
