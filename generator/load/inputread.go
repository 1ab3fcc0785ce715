package load

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// userInput is what the user wrote, checked against the schema, with its
// defaults filled in.
type userInput struct {
	platform.Input
	overrides []override
	secrets   []secretFile

	// version is what the files are written for, nil where that is the current version; moved are those that were moved on.
	version *inputVersion
	moved   map[string]movedFile

	source   inputSource
	clusters []inputCluster // where each of Spec.Clusters was written
}

// inputCluster is where a cluster was written: in the platform's file at
// prefix, or in a file of its own.
type inputCluster struct {
	source inputSource
	prefix []any
}

// at is the place of what stands at path in the platform's file, or of the
// nearest thing above it that the user wrote.
func (u *userInput) at(path ...any) problem.Position { return u.source.at(path...) }

// clusterAt is the same inside cluster i, wherever it was written.
func (u *userInput) clusterAt(i int, path ...any) problem.Position {
	c := u.clusters[i]
	return c.source.at(slices.Concat(c.prefix, path)...)
}

// clusterPath is what problems call a path inside cluster i: it starts at
// spec.clusters[i], or is the field alone in a file of its own.
func (u *userInput) clusterPath(i int, path ...any) string {
	return inputPath(slices.Concat(u.clusters[i].prefix, path))
}

// readInput reads platform.yaml or platform.cue and clusters/, overrides/ and
// secrets/ beside it. The input is nil when it does not fit the schema; other problems
// leave it usable.
func readInput(ctx *cue.Context, schemas fs.FS, enums Enums, dir fs.FS) (*userInput, problem.Problems) {
	schema, err := compileInputSchema(ctx, schemas, enums)
	if err != nil {
		return nil, problem.Problems{{Message: err.Error()}}
	}
	return (&inputReader{ctx: ctx, schema: schema, dir: dir}).input()
}

// input reads all files of the folder.
func (r *inputReader) input() (*userInput, problem.Problems) {
	u := r.platform()
	if r.unread {
		return nil, r.problems
	}
	files, clusters := r.clusterFiles()
	overrides, secrets := r.overrides(), r.secrets()
	if u == nil || len(r.problems) > 0 {
		return nil, inUsersWords(r.moved, r.problems.Sorted())
	}
	if u.version, u.moved = r.version, r.moved; u.version != nil {
		u.APIVersion = u.version.table.Previous.APIVersion
	}
	for i := range u.Spec.Clusters {
		u.clusters = append(u.clusters, inputCluster{source: u.source, prefix: []any{"spec", "clusters", i}})
	}
	u.Spec.Clusters = append(u.Spec.Clusters, clusters...)
	u.clusters = append(u.clusters, files...)
	u.overrides, u.secrets = overrides, secrets
	for i := range u.Spec.Tenants {
		if t := &u.Spec.Tenants[i]; len(t.Namespaces) == 0 {
			t.Namespaces = []string{t.Name}
		}
	}
	return u, inUsersWords(u.moved, u.check().Sorted())
}

// inputReader collects the problems of all files.
type inputReader struct {
	ctx      *cue.Context
	schema   *inputSchema
	dir      fs.FS
	problems problem.Problems

	version *inputVersion // nil for the current one
	unread  bool          // the platform is of a version that is not read, and so are its other files
	moved   map[string]movedFile
}

// platform reads platform.yaml or platform.cue; nil when there are problems.
func (r *inputReader) platform() *userInput {
	name := r.platformFile()
	if name == "" {
		return nil
	}
	u := &userInput{}
	if u.source = r.read(name, inputPlatform, &u.Input); u.source == nil {
		return nil
	}
	return u
}

// platformFiles are the names of files that describe a platform, or look so.
func platformFiles() []string { return []string{"platform.yaml", "platform.cue", "platform.yml"} }

// platformFile finds the one file that describes the platform.
func (r *inputReader) platformFile() string {
	var found []string
	for _, name := range platformFiles() {
		if _, err := fs.Stat(r.dir, name); !errors.Is(err, fs.ErrNotExist) {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 0:
		r.problems = append(r.problems, inputFault("platform.yaml", 0, 0, "does not exist",
			"make one with slipway init, or name the platform's folder with --directory")...)
		return ""
	case found[0] == "platform.yml":
		r.problems = append(r.problems, inputFault(found[0], 0, 0, "must be named platform.yaml", "")...)
		return ""
	case len(found) > 1:
		r.problems = append(r.problems, inputFault(found[1], 0, 0,
			fmt.Sprintf("describes the platform a second time, beside %s", found[0]), "keep one of the two files")...)
		return ""
	}
	return found[0]
}
