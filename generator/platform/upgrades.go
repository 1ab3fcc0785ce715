package platform

import (
	"cmp"
	"maps"
	"slices"

	"github.com/Masterminds/semver/v3"
)

// UpgradeVersions are the versions before which there is something to know, the
// newest first.
func (c *Component) UpgradeVersions() []string {
	return slices.SortedFunc(maps.Keys(c.Upgrades), func(a, b string) int {
		x, errA := semver.NewVersion(a)
		y, errB := semver.NewVersion(b)
		if errA != nil || errB != nil {
			return cmp.Compare(b, a) // what is no version has no better order
		}
		return y.Compare(x)
	})
}
