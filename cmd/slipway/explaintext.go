package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator"
)

func (a *app) explainText(explained []any) error {
	for i, e := range explained {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		switch e := e.(type) {
		case *generator.Explanation:
			if err := a.explainComponentOn(e); err != nil {
				return err
			}
		case *generator.ValueExplanation:
			explainValue(a.out, e)
		case *generator.ClusterExplanation:
			explainCluster(a.out, e)
		case *generator.ComponentExplanation:
			explainComponent(a.out, e)
		case *generator.CapabilityExplanation:
			explainCapability(a.out, e)
		case *generator.FileExplanation:
			explainFile(a.out, e)
		}
	}
	return nil
}

func (a *app) explainComponentOn(e *generator.Explanation) error {
	fmt.Fprintf(a.out, "%s %s on %s\nvariant: %s\nnamespace: %s\nunits: %s\n", e.Component, e.Version, e.Cluster, e.Variant, e.Namespace, strings.Join(e.Units, ", "))
	if e.Route != "" {
		fmt.Fprintf(a.out, "from Git: %s\n", e.Route)
	}
	if len(e.NeededBy) > 0 {
		fmt.Fprintf(a.out, "needed by: %s\n", strings.Join(e.NeededBy, ", "))
	}
	explainReasons(a.out, e.Reasons)
	return a.explainCharts(e)
}

// explainCharts prints the values of a component's charts, each by the word that a path to one of them begins with.
func (a *app) explainCharts(e *generator.Explanation) error {
	for _, head := range e.ValueHeads() {
		values, ok := e.Parts[head]
		if !ok {
			values = e.Values
		}
		text, err := generator.YAML(map[string]any{head: values})
		if err != nil {
			return err
		}
		if _, err := a.out.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// explainReasons says why a component is as it is on a cluster.
func explainReasons(w io.Writer, r *generator.Reasons) {
	whys(w, "enabled by", r.Enabled)
	whys(w, "version by", r.Versions)
	for _, s := range r.Settings {
		whys(w, "config."+s.Path+" "+short(s.Value), s.Why)
	}
	if len(r.Overrides) > 0 {
		whys(w, "values overridden by", r.Overrides)
	}
}

func explainValue(w io.Writer, e *generator.ValueExplanation) {
	fmt.Fprintf(w, "%s on %s: %s is %s\n", e.Component, e.Cluster, e.Path, short(e.Value))
	if c := e.Computed; c != nil {
		fmt.Fprintf(w, "computed at %s\n", c.At())
		changed(w, "  ", c.Changed)
		for _, r := range c.Reads {
			text := r.Name
			if r.Value != nil {
				text += " " + short(r.Value)
			}
			whys(w, "  of "+text, r.Why)
		}
	}
	title := "said by"
	if !strings.HasPrefix(e.Path, "config") {
		title = "overridden by"
	}
	if len(e.Why) > 0 {
		whys(w, title, e.Why)
	}
	if len(e.ReadBy) > 0 {
		fmt.Fprintf(w, "read by: %s\n", some(e.ReadBy, few))
	}
	fmt.Fprintf(w, "same on: %s\n", some(e.Clusters, few))
	fmt.Fprintf(w, "to change it: %s\n", e.How)
}

func explainCluster(w io.Writer, e *generator.ClusterExplanation) {
	fmt.Fprintf(w, "cluster %s, at %s\n", e.Cluster, e.At())
	changed(w, "  ", e.Changed)
	role := e.Role
	if e.RunsAgent {
		role += ", runs the agent"
	}
	fmt.Fprintf(w, "role: %s\ndomain: %s\n", role, e.Domain)
	if e.Shard != nil {
		fmt.Fprintf(w, "served by shard %d of the agent\n", *e.Shard)
	}
	if len(e.Labels) > 0 {
		fmt.Fprintf(w, "labels: %s\n", pairs(e.Labels, ", "))
	}
	for _, m := range e.Groups {
		fmt.Fprintf(w, "in group %s, by %s (%s)\n", m.Name, pairs(m.Match, ", "), m.At())
	}
	if m := e.Ring; m != nil {
		by := "as the rest"
		if len(m.Match) > 0 {
			by = "by " + pairs(m.Match, ", ")
		}
		fmt.Fprintf(w, "in ring %s, %s (%s)\n", m.Name, by, m.At())
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "COMPONENT\tVERSION\tVARIANT\tENABLED BY")
	for _, c := range e.Components {
		by := "what needs it"
		if n := len(c.Enabled); n > 0 {
			by = c.Enabled[n-1].Level + ", " + c.Enabled[n-1].At()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", c.Component, c.Version, c.Variant, by)
	}
	_ = table.Flush() // what it writes to keeps the error
}

func explainComponent(w io.Writer, e *generator.ComponentExplanation) {
	fmt.Fprintf(w, "component %s: %s\n", e.Component, e.Summary)
	if len(e.Provides) > 0 {
		fmt.Fprintf(w, "provides: %s\n", strings.Join(e.Provides, ", "))
	}
	if len(e.NeededBy) > 0 {
		fmt.Fprintf(w, "needed by: %s\n", some(e.NeededBy, few))
	}
	for _, v := range e.Variants {
		fmt.Fprintf(w, "variant %s %s on %d: %s\n", v.Variant, v.Version, len(v.Clusters), some(v.Clusters, few))
		whys(w, "  enabled by", v.Enabled)
		for _, s := range v.Settings {
			whys(w, "  config."+s.Path+" "+short(s.Value), s.Why)
		}
		if len(v.Overrides) > 0 {
			whys(w, "  values overridden by", v.Overrides)
		}
	}
}

func explainCapability(w io.Writer, e *generator.CapabilityExplanation) {
	fmt.Fprintf(w, "capability %s\n", e.Name)
	for _, is := range []struct {
		title string
		names []string
	}{{"provided by", e.ProvidedBy}, {"required by", e.RequiredBy}, {"used by", e.UsedBy}, {"nobody provides it on", e.Without}} {
		if len(is.names) > 0 {
			fmt.Fprintf(w, "%s: %s\n", is.title, some(is.names, few))
		}
	}
}

func explainFile(w io.Writer, e *generator.FileExplanation) {
	owner := map[string]string{generator.OwnerSlipway: "Slipway's", generator.OwnerUser: "yours", generator.OwnerNobody: "not Slipway's"}[e.Owner]
	fmt.Fprintf(w, "%s is %s: %s\n", e.File, owner, e.About)
	if e.Path != "" {
		fmt.Fprintf(w, "line %d: %s\n", e.Line, e.Path)
	}
	changed(w, "  ", e.Changed)
	if len(e.Clusters) > 0 {
		fmt.Fprintf(w, "for %d: %s\n", len(e.Clusters), some(e.Clusters, few))
	}
	if e.Value != nil {
		explainValue(w, e.Value)
	}
	for _, f := range e.Facts {
		whys(w, f.Name+" "+short(f.Value), f.Why)
	}
	if e.Reasons != nil {
		fmt.Fprintf(w, "%s by variant %s\n", e.Component, e.Variant)
		explainReasons(w, e.Reasons)
	}
}

// whys prints a chain, one level a line, and below it the commit that wrote it.
func whys(w io.Writer, title string, chain []generator.Why) {
	indent := title[:len(title)-len(strings.TrimLeft(title, " "))] + "  "
	fmt.Fprintln(w, title)
	level, value := 0, 0
	for _, y := range chain {
		level, value = max(level, utf8.RuneCountInString(y.Level)), max(value, utf8.RuneCountInString(valueText(y.Value)))
	}
	for _, y := range chain {
		fmt.Fprintf(w, "%s%-*s  %-*s  %s\n", indent, level, y.Level, value, valueText(y.Value), y.At())
		changed(w, indent+"  ", y.Changed)
	}
}

// changed says who changed a line last, on a line of its own.
func changed(w io.Writer, indent string, c *generator.Change) {
	if c != nil {
		fmt.Fprintln(w, fit(fmt.Sprintf("%s%.7s %s, %s: %s", indent, c.Commit, c.Date, c.Author, c.Subject), widest))
	}
}

func valueText(v any) string {
	if v == nil {
		return ""
	}
	return short(v)
}

// short writes a value on a line.
func short(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return fit(string(text), 30)
}
