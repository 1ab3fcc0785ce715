package main

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/slipway-platform/slipway/generator/compare"
)

// Forges take comments of some 65,000 characters; fewer leave room for what a
// workflow puts around. A section takes at most its share.
const (
	markdownBytes = 60_000
	sectionBytes  = 8_000
)

// markdownMark is how a workflow finds its comment again, to replace it.
const markdownMark = "<!-- slipway diff -->"

// markdown writes a difference as a comment for a pull request: how far it
// reaches, what may hurt, and the rest folded.
func (d *difference) markdown(out io.Writer) error {
	text := markdownMark + "\n### What this does to the clusters\n\n"
	if d.Empty() {
		text += "Nothing changes on any cluster.\n"
	} else {
		text += d.summaryTable()
	}
	for _, n := range d.Notes {
		text += "\nNote: " + escaped(n) + "\n"
	}
	sections := append(d.riskSections(), d.changeSections()...)
	more := func(n int) string {
		return fmt.Sprintf("\n%d more of them did not fit. All is shown by `slipway diff %s -o json`.\n", n, d.revisions())
	}
	room := markdownBytes - len(text) - len(more(len(sections)))
	for i, s := range sections {
		if room -= len(s); room < 0 {
			text += more(len(sections) - i)
			break
		}
		text += s
	}
	_, err := io.WriteString(out, text)
	return err
}

// revisions are the argument that made the difference.
func (d *difference) revisions() string {
	if d.To == workingFolder {
		return d.From
	}
	return d.From + ".." + d.To
}

func (d *difference) summaryTable() string {
	b := d.Blast
	var t strings.Builder
	t.WriteString("| what | how much |\n| --- | --- |\n")
	fmt.Fprintf(&t, "| clusters reached | %d of %d |\n", b.Clusters, b.Of)
	fmt.Fprintf(&t, "| units | %d |\n| units on clusters | added %d, changed %d, removed %d |\n", b.Units, b.UnitsAdded, b.UnitsChanged, b.UnitsRemoved)
	for _, n := range impacts(b) {
		fmt.Fprintf(&t, "| %s | %d |\n", n.what, n.count)
	}
	destructive := "nothing"
	if b.Destructive {
		destructive = "**yes, see below**"
	}
	fmt.Fprintf(&t, "| destructive | %s |\n", destructive)
	return t.String()
}

// riskSections are a line each, destructive ones first.
func (d *difference) riskSections() []string {
	var out []string
	for i, r := range d.Blast.Risks {
		head := ""
		if i == 0 {
			head = "\n"
		}
		mark := "Careful"
		if r.Destructive {
			mark = "**Destructive**"
		}
		out = append(out, fmt.Sprintf("%s- %s: %s, on %s\n", head, mark, escaped(riskLine(r)), escaped(some(r.Clusters, few))))
	}
	return out
}

// changeSections are folded, a section for each change.
func (d *difference) changeSections() []string {
	var out []string
	if len(d.Platform) > 0 {
		out = append(out, folded("platform", "", markdownFields("", d.Platform)))
	}
	for _, c := range d.Clusters {
		lines := markdownFields("", c.Fields)
		for _, u := range c.Units {
			lines = append(lines, sign(c.Change)+" "+u)
		}
		out = append(out, folded(fmt.Sprintf("cluster <code>%s</code> %s", escaped(c.Name), c.Change), "", lines))
	}
	for _, u := range d.Units {
		lines := markdownFields("", u.Fields)
		for _, o := range u.Objects {
			if o.Change != compare.Changed {
				lines = append(lines, sign(o.Change)+" "+objectName(o))
				continue
			}
			lines = append(append(lines, "  "+objectName(o)), markdownFields("  ", o.Fields)...)
		}
		title := fmt.Sprintf("<code>%s</code> %s on %s", escaped(u.Name), u.Change, count(len(u.Clusters), "cluster"))
		out = append(out, folded(title, escaped(some(u.Clusters, 20)), lines))
	}
	return out
}

func markdownFields(indent string, fields []compare.Field) []string {
	var out []string
	for _, f := range fields {
		from, to := values(f)
		if f.Change != compare.Added {
			out = append(out, fit("- "+indent+f.Path+": "+from+because(f), 400))
		}
		if f.Change != compare.Removed {
			out = append(out, fit("+ "+indent+f.Path+": "+to+because(f), 400))
		}
	}
	return out
}

func sign(c compare.Change) string {
	if c == compare.Removed {
		return "-"
	}
	return "+"
}

// folded is a section that is opened by a click. What it shows can not end it:
// the fence is longer than any run of backticks in it.
func folded(title, names string, lines []string) string {
	body, rest := "", 0
	for i, line := range lines {
		if len(body)+len(line) > sectionBytes {
			rest = len(lines) - i
			break
		}
		body += line + "\n"
	}
	if rest > 0 {
		body += fmt.Sprintf("… %d more lines\n", rest)
	}
	fence := "```"
	for strings.Contains(body, fence) {
		fence += "`"
	}
	if names != "" {
		names += "\n\n"
	}
	return fmt.Sprintf("\n<details><summary>%s</summary>\n\n%s%sdiff\n%s%s\n\n</details>\n", title, names, fence, body, fence)
}

// escaped keeps a text from being markup.
func escaped(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer("|", "\\|", "`", "\\`", "*", "\\*", "[", "\\[", "]", "\\]").Replace(html.EscapeString(text))
}
