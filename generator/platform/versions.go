package platform

import "github.com/Masterminds/semver/v3"

// Newer reports whether a version comes after another; what is no version comes
// after none.
func Newer(version, than string) bool {
	a, errA := semver.NewVersion(version)
	b, errB := semver.NewVersion(than)
	return errA == nil && errB == nil && a.GreaterThan(b)
}
