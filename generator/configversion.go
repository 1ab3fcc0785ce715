package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// migrateConfig is what brings a platform's files to the current version.
const migrateConfig = "slipway migrate config"

// saidVersion finds the version that a platform's file begins with, in YAML or CUE.
var saidVersion = regexp.MustCompile(`(?m)^(?:\{\s*)?["']?apiVersion["']?\s*:\s*["']?([^\s"'#,]+)`)

// Versions are those of the format of platform.yaml that there are.
func Versions(src Sources) (apiversion.Table, error) { return load.Versions(src.load()) }

// OutdatedVersion is the version that the platform in dir is written for, and the
// file that says so, where that is the one before the current; both are empty
// elsewhere, and where there is no platform. It looks at the text alone, for a
// notice: to read it is for others.
func OutdatedVersion(src Sources, dir string) (file, version string, err error) {
	for _, name := range []string{platformFile, "platform.cue"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		said := saidVersion.FindSubmatch(text)
		if err != nil || said == nil {
			return "", "", nil // whoever reads it says what is wrong
		}
		table, err := Versions(src)
		if err != nil || table.Of(string(said[1])) != apiversion.Before {
			return "", "", err
		}
		return name, string(said[1]), nil
	}
	return "", "", nil
}

// editable refuses to change the text of a platform of the version before: what
// commands write is of the current one.
func editable(src Sources, version string) error {
	table, err := Versions(src)
	if err != nil || table.Of(version) != apiversion.Before {
		return err
	}
	return problem.Problems{{
		Position: problem.Position{File: platformFile}, Path: "apiVersion",
		Message: fmt.Sprintf("is %s, which is read, and not changed by commands", version), Hint: "run first: " + migrateConfig,
	}}
}
