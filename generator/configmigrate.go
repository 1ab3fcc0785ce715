package generator

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"

	udiff "github.com/rogpeppe/go-internal/diff"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// ConfigMigration is the files of a platform as the current version of the
// format has them, where they are written for the one before.
type ConfigMigration struct {
	// From is empty where there is nothing to do.
	From, To string
	Changes  []load.Outdating
	fleet    *Fleet
}

// MigrateConfig says what becomes of the files of the platform in dir, and
// changes nothing. What it would write comes to the same platform, or it is an error.
func MigrateConfig(src Sources, dir string) (*ConfigMigration, error) {
	table, err := Versions(src)
	if err != nil {
		return nil, err
	}
	m := &ConfigMigration{To: table.Current, Changes: []load.Outdating{}}
	m.fleet = &Fleet{src: src, dir: dir, texts: map[string][]byte{}, was: map[string][]byte{}}
	old, err := load.ReadOutdated(src.load(), os.DirFS(dir))
	if err != nil || old == nil {
		return m, err
	}
	m.From, m.Changes = old.Input.APIVersion, old.Changes
	if err := programs(old.Changes); err != nil {
		return nil, err
	}
	if err := m.edit(old); err != nil {
		return nil, err
	}
	return m, m.proves(old.Input)
}

// programs names what the user has to change.
func programs(changes []load.Outdating) error {
	var out problem.Problems
	for _, c := range changes {
		if c.Program() {
			out = append(out, problem.Problem{Position: c.Position, Path: c.Path, Message: c.What, Hint: "the file is a program, and yours to change"})
		}
	}
	return out.Err()
}

func (m *ConfigMigration) edit(old *load.Outdated) error {
	var refused problem.Problems
	for _, file := range m.files() {
		text, err := m.fleet.read(file)
		if err != nil {
			return err
		}
		now, err := old.Current(file, text)
		if ps, ok := err.(problem.Problems); ok {
			refused = append(refused, ps...)
			continue
		}
		if err != nil {
			return err
		}
		m.fleet.texts[file] = now
	}
	return refused.Err()
}

// files are those in which something changes.
func (m *ConfigMigration) files() []string {
	var out []string
	for _, c := range m.Changes {
		out = append(out, c.File)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// proves reads what would be written: it must say what is said now.
func (m *ConfigMigration) proves(was *platform.Input) error {
	fsys, err := withTexts(os.DirFS(m.fleet.dir), m.fleet.texts)
	if err != nil {
		return err
	}
	is, err := load.Input(m.fleet.src.load(), fsys)
	if err != nil {
		return fmt.Errorf("nothing was written, as the result is not what it should be: %w", err)
	}
	before := *was
	before.APIVersion = is.APIVersion
	if is.APIVersion != m.To || !reflect.DeepEqual(before, *is) {
		return said("the files changed while this ran, or the result would be another platform; nothing was written", "run it again; if it says so again, change the files yourself")
	}
	return nil
}

// Files are those that are to change.
func (m *ConfigMigration) Files() []string {
	changed, _ := m.fleet.Files()
	return changed
}

// Diff is what changes in the files, line by line.
func (m *ConfigMigration) Diff() []byte {
	var out []byte
	for _, file := range m.Files() {
		text := udiff.Diff("a/"+file, m.fleet.was[file], "b/"+file, m.fleet.texts[file])
		_, rest, _ := bytes.Cut(text, []byte("\n")) // the first line repeats the names
		out = append(out, rest...)
	}
	return out
}

// Write puts the files in place, unless somebody else changed one since: those
// of clusters first, then platform.yaml, which says the version. A run that is
// killed in between is completed by the next one.
func (m *ConfigMigration) Write() error { return m.fleet.Write() }
