// Package schemas holds the CUE definitions of what users write and what the
// catalog and the agents' folders declare. It holds data only: package load
// compiles it.
package schemas

import "embed"

// FS holds platform.cue, agent.cue and what every component is compiled with, and what is made of the first
// and of the builtin catalog for editors.
//
//go:embed *.cue platform.schema.json
var FS embed.FS
