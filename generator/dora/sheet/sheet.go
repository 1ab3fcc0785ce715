// Package sheet writes a report as one HTML page: with plots, without scripts, and with nothing that would have to be fetched.
package sheet

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

//go:embed sheet.html
var text string

// Page is a report, and what stands around it.
type Page struct {
	*dora.Report
	// Branches are what was read, in words.
	Branches []string
	Notes    []string
}

// Write writes the page. Whatever people wrote, such as subjects of commits, is escaped.
func Write(w io.Writer, p Page) error {
	t, err := template.New("sheet").Funcs(template.FuncMap{
		"day": day, "took": dora.Took, "time": func(seconds int64) string { return dora.Took(&seconds) }, "percent": dora.Percent, "short": func(commit string) string { return commit[:min(10, len(commit))] },
		"join": func(list []string) string { return strings.Join(list, ", ") }, "rate": func(x float64) string { return fmt.Sprintf("%.1f", x) },
		"tables": tables, "lower": strings.ToLower,
	}).Parse(text)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	if err := t.Execute(w, struct {
		Page
		Charts []chart
	}{p, charts(p.Report)}); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// table is one of the breakdowns.
type table struct {
	Title string
	Rows  []dora.Named
}

func tables(r *dora.Report) (out []table) {
	for _, t := range []table{{"Ring", r.Rings}, {"Component", r.Components}, {"Month", r.Months}} {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func day(at time.Time) string { return at.UTC().Format(time.DateOnly) }
