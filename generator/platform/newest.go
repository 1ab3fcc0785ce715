package platform

import (
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Newest is the newest of the versions that is newer than the one given, empty
// where none is. A version that is not final is taken only by one that is not
// either; whether there is a v in front does not matter.
func Newest(than string, versions []string) string {
	current, err := semver.NewVersion(than)
	if err != nil {
		return ""
	}
	best, newest := current, ""
	for _, text := range versions {
		v, err := semver.NewVersion(strings.TrimSpace(text))
		if err != nil || v.Prerelease() != "" && current.Prerelease() == "" {
			continue
		}
		if v.GreaterThan(best) {
			best, newest = v, text
		}
	}
	return newest
}
