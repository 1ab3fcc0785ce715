// Package schemas holds the CUE definitions of what users write and what the
// catalog and the agents' folders declare. It holds data only: package load
// compiles it.
package schemas

import "embed"

// FS holds platform.cue, component.cue and agent.cue.
//
//go:embed *.cue
var FS embed.FS
