package generator

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
)

// changeFile sets fields of a cluster in a file of its own.
func (f *Fleet) changeFile(file string, fields edit.Map) error {
	if strings.HasSuffix(file, ".cue") {
		return fmt.Errorf("%s is a program, and yours to change: %s", file, cueOf(fields))
	}
	text, err := f.read(file)
	if err != nil {
		return err
	}
	if f.texts[file], err = edit.Change(text, fields); err != nil {
		return fmt.Errorf("change %s: %w", file, err)
	}
	return nil
}

// changeInline sets fields of clusters in platform.yaml, by their numbers.
func (f *Fleet) changeInline(changes map[int]edit.Map) error {
	if len(changes) == 0 {
		return nil
	}
	if f.isProgram() {
		return fmt.Errorf("platform.cue is a program, and its clusters are yours to change: %s", f.places(slices.Sorted(maps.Keys(changes))))
	}
	text, err := f.read(platformFile)
	if err != nil {
		return err
	}
	if f.texts[platformFile], err = edit.ChangeItems(text, changes, "spec", "clusters"); err != nil {
		return inClusters(err)
	}
	return nil
}
