// Package exercises holds the lab's exercises, a folder each. It holds data
// only: package load reads it.
package exercises

import "embed"

// FS has a folder for each exercise: exercise.cue, solution.sh and the files that these use.
//
//go:embed */*
var FS embed.FS
