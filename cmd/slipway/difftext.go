package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/slipway-platform/slipway/generator/compare"
)

// few is how many names stand in a line before the rest is counted.
const few = 5

// text writes a difference for people: how far it reaches, what may hurt, then
// everything. Lines fit 80 columns and long lists are cut, unless all is asked for.
func (d *difference) text(out io.Writer, all bool) error {
	w := &differenceWriter{all: all}
	w.line("%s -> %s", d.From, d.To)
	if d.Empty() {
		w.line("nothing changes on any cluster")
	} else {
		w.blast(d.Blast)
	}
	for _, n := range d.Notes {
		w.wrapped("note: " + n)
	}
	if len(d.Platform) > 0 {
		w.line("\nplatform")
		w.fields("  ", d.Platform)
	}
	for i, c := range d.Clusters {
		if w.enough("clusters", i, len(d.Clusters)) {
			break
		}
		w.line("\ncluster %s %s%s", c.Name, c.Change, clause(" with ", c.Units))
		w.fields("  ", c.Fields)
	}
	w.units(d.Units)
	_, err := out.Write(w.Bytes())
	return err
}

type differenceWriter struct {
	bytes.Buffer
	all bool
}

// line writes one line, cut where it is too long.
func (w *differenceWriter) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !w.all {
		text = fit(text, widest)
	}
	w.WriteString(text + "\n")
}

func (w *differenceWriter) wrapped(text string) {
	for _, paragraph := range strings.Split(text, "\n") {
		for _, line := range wrap(paragraph, widest) {
			w.WriteString(line + "\n")
		}
	}
}

// enough ends a long list for people.
func (w *differenceWriter) enough(what string, i, of int) bool {
	if w.all || i < listed {
		return false
	}
	w.line("\n… %d more %s (-v shows them)", of-i, what)
	return true
}

func (w *differenceWriter) blast(b compare.Blast) {
	w.line("reaches %d of %s and %s: added %d, changed %d, removed %d", b.Clusters, count(b.Of, "cluster"), count(b.Units, "unit"), b.UnitsAdded, b.UnitsChanged, b.UnitsRemoved)
	for _, n := range impacts(b) {
		if n.count > 0 {
			w.line("%s: %d", n.what, n.count)
		}
	}
	w.risks(b.Risks)
}

func (w *differenceWriter) risks(risks []compare.Risk) {
	for i, r := range risks {
		if w.enough("risks", i, len(risks)) {
			break
		}
		mark := "careful"
		if r.Destructive {
			mark = "DESTRUCTIVE"
		}
		w.wrapped(fmt.Sprintf("%s: %s, on %s", mark, riskLine(r), some(r.Clusters, few)))
	}
}

// impact is something that happens so many times.
type impact struct {
	what  string
	count int
}

func impacts(b compare.Blast) []impact {
	return []impact{
		{"workloads that restart", b.Restarts}, {"releases of charts that change, and may restart what they hold", b.Charts},
		{"CRDs removed", b.CRDsRemoved}, {"namespaces removed", b.NamespacesRemoved}, {"objects with volumes removed", b.VolumesAtRisk},
	}
}

func riskLine(r compare.Risk) string {
	if r.Unit == "" {
		return r.Text
	}
	return "unit " + r.Unit + ": " + r.Text
}

func (w *differenceWriter) units(units []compare.Unit) {
	if len(units) == 0 {
		return
	}
	w.WriteString("\n")
	var table bytes.Buffer
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "UNIT\tCHANGE\tCLUSTERS")
	for _, u := range units {
		fmt.Fprintf(t, "%s\t%s\t%s\n", u.Name, u.Change, some(u.Clusters, few))
	}
	_ = t.Flush() // into memory
	for line := range strings.Lines(table.String()) {
		w.line("%s", strings.TrimRight(line, "\n"))
	}
	for i, u := range units {
		if w.enough("units", i, len(units)) {
			return
		}
		w.line("\n%s %s on %s", u.Name, u.Change, some(u.Clusters, few))
		w.fields("  ", u.Fields)
		for j, o := range u.Objects {
			if w.enough("objects", j, len(u.Objects)) {
				break
			}
			w.line("  %s %s", objectName(o), o.Change)
			w.fields("    ", o.Fields)
		}
	}
}

// fields writes a field on one line where it fits, and on three elsewhere.
func (w *differenceWriter) fields(indent string, fields []compare.Field) {
	for i, f := range fields {
		if !w.all && i == listed {
			w.line("%s… %d more fields (-v shows them)", indent, len(fields)-i)
			return
		}
		from, to := values(f)
		if line := strings.TrimRight(fmt.Sprintf("%s%s: %s -> %s%s", indent, f.Path, from, to, because(f)), " "); len([]rune(line)) <= widest {
			w.line("%s", line)
			continue
		}
		w.line("%s%s:%s", indent, f.Path, because(f))
		if f.Change != compare.Added {
			w.line("%s  - %s", indent, from)
		}
		if f.Change != compare.Removed {
			w.line("%s  + %s", indent, to)
		}
	}
}

// because says why a text that stays comes out differently.
func because(f compare.Field) string {
	if f.Fact == "" {
		return ""
	}
	return " (its " + f.Fact + " changed)"
}

// values are what was and is there, as JSON on one line; empty for nothing.
func values(f compare.Field) (from, to string) {
	if f.Change != compare.Added {
		from = oneLine(f.From)
	}
	if f.Change != compare.Removed {
		to = oneLine(f.To)
	}
	return from, to
}

func oneLine(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimRight(b.String(), "\n")
}

func objectName(o compare.Object) string {
	return o.Kind + " " + strings.TrimPrefix(o.Namespace+"/"+o.Name, "/")
}

// some names the first of a list, fewer where they are long, and counts the others.
func some(names []string, most int) string {
	const usual = 9 // letters of a name
	n, used := 0, 0
	for n < len(names) && (n == 0 || n < most && used+len(names[n]) <= most*usual) {
		used += len(names[n])
		n++
	}
	if n == len(names) {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

func clause(before string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return before + some(names, few)
}
