// Package versiontest is a version of the format that never was, for tests of
// what a program does with the version before: the one that is shipped has none.
package versiontest

import (
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/slipway-platform/slipway/generator/apiversion"
)

// The versions of the test's table, of which the last is the shipped one.
const (
	Oldest  = "slipway.dev/v1alpha1"
	Before  = "slipway.dev/v1alpha2"
	Current = "slipway.dev/v1alpha3"
)

// The table has a move of each kind, about what platforms have: as far as they
// can be undone, so that any platform can be taken back.
const table = `package versions

versions: {
	current: "` + Current + `"
	previous: {
		apiVersion: "` + Before + `"
		moves: [
			{move: "spec.git", to: "spec.repository"},
			{move: "spec.repository.address", to: "spec.repository.url"},
			{move: "spec.dns.domain", to: "spec.domain"},
			{move: "spec.clusters.*.api", to: "spec.clusters.*.server"},
			{move: "spec.clusters.*.secretRef", to: "spec.clusters.*.credentials.secretRef"},
			{value: "spec.delivery", was: "rendered", now: "manifests"},
			{drop: "spec.clusters.*.zone", why: "a label says it"},
			{list: "spec.catalogs"},
			{keep: "spec.profile", now: "small"},
		]
	}
	older: "` + Oldest + `": "v0.4.0"
}
`

// Schemas are others in which the current version is Current, and the version
// before is read as well.
func Schemas(shipped fs.FS) (fs.FS, error) {
	platform, err := fs.ReadFile(shipped, "platform.cue")
	if err != nil {
		return nil, err
	}
	return overlaid{shipped, fstest.MapFS{
		"platform.cue": {Data: []byte(strings.ReplaceAll(string(platform), Oldest, Current))},
		"versions.cue": {Data: []byte(table)},
	}}, nil
}

// Now is a text of the shipped version as one of Current: the same but for the name.
func Now(text []byte) []byte { return []byte(strings.Replace(string(text), Oldest, Current, 1)) }

// Back takes a text of the shipped version back to Before: the moves, undone.
func Back(text []byte, cluster bool) ([]byte, error) {
	moves := []apiversion.Move{
		{Move: "spec.repository.url", To: "spec.repository.address"},
		{Move: "spec.repository", To: "spec.git"},
		{Move: "spec.domain", To: "spec.dns.domain"},
		{Move: "spec.clusters.*.server", To: "spec.clusters.*.api"},
		{Move: "spec.clusters.*.credentials.secretRef", To: "spec.clusters.*.secretRef"},
		{Value: "spec.delivery", Was: "manifests", Now: "rendered"},
		{Keep: "spec.clusters.*.zone", Now: "a"},
		{Value: "apiVersion", Was: Oldest, Now: Before},
	}
	if cluster {
		moves = apiversion.ForCluster(moves)
	}
	out, _, err := apiversion.Edit(text, moves)
	return out, err
}

// overlaid has files of its own in the place of another's.
type overlaid struct {
	fs.FS
	own fstest.MapFS
}

// Open implements fs.FS.
func (o overlaid) Open(name string) (fs.File, error) {
	if _, ok := o.own[name]; ok {
		return o.own.Open(name)
	}
	return o.FS.Open(name)
}
