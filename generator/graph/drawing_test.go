package graph

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hostile are texts by which a name would become more than a name.
var hostile = []string{
	`"]; n9["x`, `"] --> n9`, "a\n  n9 --> n8", "a\r\nend", "%%{init: {}}%%", "%% comment", "`**bold**`", "<script>alert(1)</script>",
	"#quot;", "&quot;", `\`, `\"`, `\N`, `a\`, "end", "subgraph", "|x|", "{x}", "/* x", "// x", "ünïcode", "style:#x;", "]", ")]", "",
}

func hostileDrawing(text string) *Drawing {
	d := &Drawing{Title: text}
	box := d.box("ring " + text)
	from, to := d.thing(box, text, text), d.thing(d.box(""), text)
	d.Boxes[box].Things[0].Store = true
	d.Arrows = append(d.Arrows, Arrow{from, to, text, true}, Arrow{to, from, "", false})
	return d
}

// The lines of which drawings are made.
var (
	mermaidLines = grammar(`"(?:[A-Za-z0-9 .,:/_=+@()-]|#\d+;|<br>)+"`,
		`flowchart LR`, `  subgraph b\d+\[TEXT\]`, `  end`, ` +n\d+\[TEXT\]`, ` +n\d+\[\(TEXT\)\]`, `  n\d+ (-->|-\.->)(\|TEXT\|)? n\d+`)
	dotLines = grammar(`"(?:[^"\\\x00-\x1f]|\\\\|\\"|\\n)*"`,
		`digraph TEXT \{`, `  rankdir=LR;`, `  node \[shape=box\];`, `  subgraph cluster_\d+ \{`, `    label=TEXT;`, `  \}`,
		` +n\d+ \[label=TEXT(, shape=cylinder)?\];`, `  n\d+ -> n\d+( \[(label=TEXT)?(, )?(style=dashed)?\])?;`, `\}`)
)

func grammar(text string, lines ...string) *regexp.Regexp {
	return regexp.MustCompile("^(" + strings.ReplaceAll(strings.Join(lines, "|"), "TEXT", text) + ")$")
}

// TestNoNameBreaksOut: whatever a text holds, drawings consist of their own lines, and as many.
func TestNoNameBreaksOut(t *testing.T) {
	plain := hostileDrawing("plain")
	for _, text := range hostile {
		d := hostileDrawing(text)
		for _, language := range []struct {
			name      string
			got, want []byte
			grammar   *regexp.Regexp
		}{{"Mermaid", d.Mermaid(), plain.Mermaid(), mermaidLines}, {"DOT", d.DOT(), plain.DOT(), dotLines}} {
			if bytes.Count(language.got, []byte("\n")) != bytes.Count(language.want, []byte("\n")) {
				t.Errorf("%s of %q has other lines:\n%s", language.name, text, language.got)
			}
			for line := range strings.Lines(string(language.got)) {
				if !language.grammar.MatchString(strings.TrimSuffix(line, "\n")) {
					t.Errorf("%s of %q: %s", language.name, text, line)
				}
			}
		}
	}
}

// TestADrawingNamesShards: of each cluster where each stands alone, of all together where there are many.
func TestADrawingNamesShards(t *testing.T) {
	for _, n := range []int{3, many + 1} {
		topology := &Topology{Platform: "acme", Topology: "hub", AgentTitle: "Flux"}
		for i := range n {
			shard := i % 3
			topology.Clusters = append(topology.Clusters, Cluster{Name: fmt.Sprintf("c%02d", i), Agent: "c00", Shard: &shard})
		}
		want := []string{"shard 0", "shard 1", "shard 2"}
		if n > many {
			want = []string{"shard 0", "shard 0, 1, 2"} // the cluster with the agent, and the others
		}
		var got []string
		for _, b := range topology.draw().Boxes {
			for _, thing := range b.Things {
				if last := thing.Lines[len(thing.Lines)-1]; strings.HasPrefix(last, "shard") {
					got = append(got, last)
				}
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%d clusters have %q; want %q", n, got, want)
		}
	}
}

// TestADrawingHasFewArrows: Mermaid refuses more than 500, however much clusters have.
func TestADrawingHasFewArrows(t *testing.T) {
	p := &Placement{}
	for c := range 60 {
		p.Components = append(p.Components, Component{Name: fmt.Sprint("c", c), Version: "1", Variant: "base"})
	}
	for s := range drawn + 1 {
		set := Set{Clusters: []string{fmt.Sprint("k", s)}}
		for _, c := range p.Components {
			set.Components = append(set.Components, Placed{c.Name, c.Version, c.Variant})
		}
		p.Sets = append(p.Sets, set)
	}
	d := p.draw()
	if len(d.Arrows) == 0 || len(d.Arrows) > 500 {
		t.Errorf("%d arrows", len(d.Arrows))
	}
	things := d.Boxes[0].Things
	if last := things[len(things)-1].Lines; len(last) != 1 || last[0] != "5 more, otherwise" {
		t.Errorf("the rest is %q", last)
	}
}

var svgText = regexp.MustCompile(`<text [^>]*>([^<]*)</text>`)

// TestGraphvizTakesIt: what Graphviz reads holds as many things and arrows as were
// drawn, and each text as it was.
func TestGraphvizTakesIt(t *testing.T) {
	program, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("skipped: there is no dot; Debian has it in the package graphviz")
	}
	for _, text := range hostile {
		cmd := exec.CommandContext(t.Context(), program, "-Tsvg")
		cmd.Stdin = bytes.NewReader(hostileDrawing(text).DOT())
		cmd.Stderr = os.Stderr
		svg, err := cmd.Output()
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if things, arrows := bytes.Count(svg, []byte(`class="node"`)), bytes.Count(svg, []byte(`class="edge"`)); things != 2 || arrows != 2 {
			t.Errorf("%q: %d things, %d arrows", text, things, arrows)
		}
		want := strings.TrimSpace(strings.Map(func(r rune) rune { return max(r, ' ') }, text))
		texts := []string{""} // an empty text is not drawn
		for _, m := range svgText.FindAllStringSubmatch(string(svg), -1) {
			texts = append(texts, strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(m[1]), "\u00a0", " ")))
		}
		if !slices.Contains(texts, want) {
			t.Errorf("%q is drawn as %q", text, texts)
		}
	}
}
