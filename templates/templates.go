// Package templates holds one folder per agent and the seeds of the user's
// repository. It holds data only: package render arranges it.
package templates

import "embed"

// FS holds agents/<agent>/ and seeds/.
//
//go:embed all:agents all:seeds
var FS embed.FS
