package generator

import (
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/roster"
)

// What becomes of a row of an import.
const (
	RowAdded     = "added"
	RowChanged   = "changed"
	RowUnchanged = "unchanged"
	RowWrong     = "wrong"
	RowPassed    = "left out"
)

// ImportRow is a row of a list, and what becomes of it.
type ImportRow struct {
	Line    int    `json:"line"`
	Cluster string `json:"cluster,omitempty"`
	Change  string `json:"change"`
	// What says which fields are another, or why it cannot be taken.
	What string `json:"what,omitempty"`

	fields edit.Map // what is to be written
}

// Import says what becomes of each row of a list, with labels that all of them get. It changes nothing.
func (f *Fleet) Import(list *roster.List, labels map[string]string) ([]ImportRow, error) {
	rows := make([]ImportRow, len(list.Rows))
	at := map[string]int{}
	var check []map[string]any
	var checked []int
	for i, r := range list.Rows {
		row, c := f.importRow(r, labels)
		if other, again := at[row.Cluster]; again && row.Change == "" {
			row.Change, row.What = RowWrong, fmt.Sprintf("it is in line %d already", other)
		}
		if row.Change == "" {
			at[row.Cluster] = r.Line
			row.fields = clusterFields(c)
			if f.Cluster(c.Name) != nil {
				row.fields = saidFields(c) // it may have another provider than a new one
			}
			check, checked = append(check, row.fields.Plain()), append(checked, i)
		}
		rows[i] = row
	}
	problems, err := load.CheckClusters(f.src.load(), check)
	if err != nil {
		return nil, err
	}
	for n, i := range checked {
		if len(problems[n]) > 0 {
			rows[i].Change, rows[i].What = RowWrong, wrongOf(problems[n])
		} else {
			f.compare(&rows[i])
		}
	}
	return rows, nil
}

// importRow is a row with what holds for all, undecided unless it cannot be taken.
func (f *Fleet) importRow(r roster.Row, all map[string]string) (ImportRow, platform.ClusterInput) {
	c := r.Cluster
	row := ImportRow{Line: r.Line, Cluster: c.Name}
	labels := map[string]string{}
	maps.Copy(labels, all)
	maps.Copy(labels, c.Labels)
	if why := f.putIntoRing(r.Ring, c.Name, labels); why != "" {
		row.Change, row.What = RowWrong, why
	}
	c.Labels = labels
	switch {
	case r.Wrong != "":
		row.Change, row.What = RowWrong, r.Wrong
	case r.Passed != "":
		row.Change, row.What = RowPassed, r.Passed
	}
	return row, c
}

func wrongOf(ps problem.Problems) string {
	var out []string
	for _, p := range ps {
		out = append(out, strings.TrimPrefix(p.Path+": ", ": ")+p.Message)
	}
	return strings.Join(out, "; ")
}

// compare decides what a row is beside the cluster of its name.
func (f *Fleet) compare(row *ImportRow) {
	there := f.Cluster(row.Cluster)
	if there == nil {
		row.Change = RowAdded
		return
	}
	was := saidFields(there.ClusterInput).Plain()
	var diff []string
	row.fields = differing(row.fields, was, "", &diff)
	row.Change, row.What = RowUnchanged, ""
	if len(diff) > 0 {
		row.Change, row.What = RowChanged, strings.Join(diff, ", ")
	}
}

// differing are the fields that are another than those that were, each told.
func differing(m edit.Map, was map[string]any, prefix string, diff *[]string) (out edit.Map) {
	for _, field := range m {
		old, there := was[field.Key]
		below, isMap := field.Value.(edit.Map)
		oldMap, wasMap := old.(map[string]any)
		switch {
		case isMap && (wasMap || !there):
			if rest := differing(below, oldMap, prefix+field.Key+".", diff); len(rest) > 0 {
				out = append(out, edit.Field{Key: field.Key, Value: rest})
			}
		case reflect.DeepEqual(old, field.Value):
		case there:
			out = append(out, field)
			*diff = append(*diff, fmt.Sprintf("%s%s: %v -> %v", prefix, field.Key, old, field.Value))
		default:
			out = append(out, field)
			*diff = append(*diff, fmt.Sprintf("%s%s: %v", prefix, field.Key, field.Value))
		}
	}
	return out
}

// Take puts rows that are added into the fleet's files and, with update, what is
// changed. Others are left alone.
func (f *Fleet) Take(rows []ImportRow, inFiles, update bool) error {
	var added []edit.Map
	changes := map[int]edit.Map{}
	for _, row := range rows {
		switch {
		case row.Change == RowAdded:
			added = append(added, row.fields)
		case row.Change != RowChanged || !update:
		case f.Cluster(row.Cluster).Index >= 0:
			changes[f.Cluster(row.Cluster).Index] = row.fields
		default:
			if err := f.changeFile(f.Cluster(row.Cluster).At.File, row.fields); err != nil {
				return err
			}
		}
	}
	if err := f.changeInline(changes); err != nil {
		return err
	}
	return f.addItems(added, inFiles)
}
