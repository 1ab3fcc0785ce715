package generator

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/load"
)

// Exercises reads the folders of a lab's exercises, by number. The error is
// problem.Problems when they are wrong.
func Exercises(src Sources, folders fs.FS) ([]*exercise.Exercise, error) {
	return load.Exercises(src.Schemas, folders)
}
