package load

import (
	"fmt"
	"io/fs"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/apiversion"
)

const versionsFile = "versions.cue"

// Versions reads the versions of the format that there are.
func Versions(src Sources) (apiversion.Table, error) { return readVersions(newContext(), src.Schemas) }

func readVersions(ctx *cue.Context, schemas fs.FS) (t apiversion.Table, err error) {
	data, err := fs.ReadFile(schemas, versionsFile)
	if err != nil {
		return t, fmt.Errorf("read versions: %w", err)
	}
	value := ctx.CompileBytes(data, cue.Filename(versionsFile)).LookupPath(cue.ParsePath("versions"))
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return t, fmt.Errorf("read versions: %w", err)
	}
	if err := value.Decode(&t); err != nil {
		return t, fmt.Errorf("read versions: %w", err)
	}
	return t, t.Check()
}

// currentVersion is the one that the schema describes.
func (s *inputSchema) currentVersion() string {
	field, _ := cueField(s.definition(inputPlatform), "apiVersion")
	version, _ := field.String()
	return version
}
