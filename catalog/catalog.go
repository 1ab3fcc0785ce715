// Package catalog holds the builtin catalog: one folder per component. Every
// version pin lives here and nowhere else. It holds data only: package load
// compiles it.
package catalog

import "embed"

// FS holds <component>/*.cue.
//
//go:embed */*.cue
var FS embed.FS
