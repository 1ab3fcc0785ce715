package tree

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Meta is what the lock records beside paths: what the tree was made from.
type Meta struct {
	Slipway    string
	Root       Root
	Catalogs   []Catalog
	Components []Component
	Charts     []Chart
	Manifests  []Manifests
}

// Root is what every agent starts from.
type Root struct{ Agent, Topology, Delivery, Branch, Path string }

// Component is a component of the tree, as the catalog had it.
type Component struct {
	Name string
	// Version is the catalog's own, whatever the platform pins.
	Version string
	// Source is what it is made of, Deletion what becomes of it when it goes.
	Source, Namespace, Deletion string
}

// Catalog is a catalog that was used and the digest of its content.
type Catalog struct {
	Name   string
	Digest string
}

// Chart is a chart the tree refers to; Digest is empty until it has been resolved.
type Chart struct {
	Repository, Name, Version string
	Digest                    string
}

// Manifests are published objects the tree refers to; Digest is empty until it has been resolved.
type Manifests struct{ URL, Version, Digest string }

// lock is slipway.lock, and slipway.lock.next while a run is under way.
type lock struct {
	Meta
	// owned maps each path to the sums its file may have. A file with a header needs none; one without has
	// a single sum in slipway.lock and, in slipway.lock.next, one for each run that may have written it.
	owned map[string][]string
	seeds []string // slipway.lock.next only: seeds the run may write
	kept  map[string]kept
}

// kept is an owned file that the user changed and asked to keep.
type kept struct {
	file   string // sum of the file as kept
	render string // sum of what Slipway would have written then
}

func lockHeading() []string {
	return []string{
		"Written by slipway generate; commit this file.",
		"After a merge conflict in it run: slipway generate",
	}
}

// encode writes the lock with one entry a line, sorted: a new file is one new line, which Git can merge.
func (l lock) encode() []byte {
	var b bytes.Buffer
	for _, line := range lockHeading() {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	fmt.Fprintf(&b, "slipway: %s\n", scalar(l.Slipway))
	if l.Root != (Root{}) {
		fmt.Fprintf(&b, "root: %s\n", entry("agent", l.Root.Agent, "topology", l.Root.Topology, "delivery", l.Root.Delivery, "branch", l.Root.Branch, "path", l.Root.Path))
	}
	section(&b, "catalogs", l.catalogLines())
	section(&b, "components", l.componentLines())
	section(&b, "charts", l.chartLines())
	section(&b, "manifests", l.manifestsLines())
	section(&b, "owned", l.ownedLines())
	section(&b, "seeds", l.seedLines())
	section(&b, "kept", l.keptLines())
	return b.Bytes()
}

func section(b *bytes.Buffer, name string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", name)
	for _, line := range lines {
		fmt.Fprintf(b, "  - %s\n", line)
	}
}

func (l lock) catalogLines() []string {
	var lines []string
	for _, c := range l.Catalogs {
		lines = append(lines, entry("name", c.Name, "digest", c.Digest))
	}
	return lines
}

func (l lock) componentLines() []string {
	var lines []string
	for _, c := range l.Components {
		lines = append(lines, entry("component", c.Name, "version", c.Version, "source", c.Source, "namespace", c.Namespace, "deletion", c.Deletion))
	}
	return lines
}

// chartLines sorts and drops repeats, because callers meet a chart once for each of its users. Catalogs
// keep their order: later ones replace components of earlier ones.
func (l lock) chartLines() []string {
	var lines []string
	for _, c := range l.Charts {
		lines = append(lines, entry("repository", c.Repository, "name", c.Name, "version", c.Version, "digest", c.Digest))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func (l lock) manifestsLines() []string {
	var lines []string
	for _, m := range l.Manifests {
		lines = append(lines, entry("url", m.URL, "version", m.Version, "digest", m.Digest))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func (l lock) ownedLines() []string {
	var lines []string
	for _, p := range slices.Sorted(maps.Keys(l.owned)) {
		if len(l.owned[p]) == 0 {
			lines = append(lines, scalar(p))
		}
		for _, sum := range slices.Sorted(slices.Values(l.owned[p])) {
			lines = append(lines, entry("path", p, "sha256", sum))
		}
	}
	return lines
}

func (l lock) seedLines() []string {
	var lines []string
	for _, p := range slices.Sorted(slices.Values(l.seeds)) {
		lines = append(lines, scalar(p))
	}
	return lines
}

func (l lock) keptLines() []string {
	var lines []string
	for _, p := range slices.Sorted(maps.Keys(l.kept)) {
		lines = append(lines, entry("path", p, "sha256", l.kept[p].file, "render", l.kept[p].render))
	}
	return lines
}

// entry is a mapping on one line; pairs without a value are left out.
func entry(pairs ...string) string {
	var parts []string
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			parts = append(parts, pair[0]+": "+scalar(pair[1]))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// scalar spells s as a YAML string: plain where no reader can take it for anything else, else quoted.
func scalar(s string) string {
	if isPlain(s) {
		return s
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD"))
}

func isPlain(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if s == "" || strings.Trim(s, letters+"0123456789._/+@:-") != "" || strings.HasSuffix(s, ":") {
		return false
	}
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return false
	}
	// Nothing that YAML reads as a number or date has a slash or starts with a letter.
	start := letters
	if strings.Contains(s, "/") {
		start += "0123456789._"
	}
	return strings.ContainsRune(start, rune(s[0]))
}
