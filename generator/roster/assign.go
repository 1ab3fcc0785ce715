package roster

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// aMinor is a version of Kubernetes, as vendors write them.
var aMinor = regexp.MustCompile(`^v?(1\.[0-9]+)([.+-].*)?$`)

// fields is the table of what a column may stand for: each writes its text into a row.
func fields() map[string]func(r *Row, text string) {
	return map[string]func(*Row, string){
		"name":     func(r *Row, text string) { r.Cluster.Name = text },
		"role":     func(r *Row, text string) { r.Cluster.Role = text },
		"domain":   func(r *Row, text string) { r.Cluster.Domain = text },
		"server":   func(r *Row, text string) { r.Cluster.Server = text },
		"context":  func(r *Row, text string) { r.Cluster.Context = text },
		"provider": func(r *Row, text string) { r.Cluster.Provider = text },
		"ring":     func(r *Row, text string) { r.Ring = text },
		"secret": func(r *Row, text string) {
			r.Cluster.Credentials = &platform.ClusterCredentials{SecretRef: &platform.SecretRef{Name: text}}
		},
		"kubernetes": func(r *Row, text string) {
			if m := aMinor.FindStringSubmatch(text); m != nil {
				text = m[1]
			}
			r.Cluster.Kubernetes = text
		},
		"shard": func(r *Row, text string) {
			n, err := strconv.Atoi(text)
			if err != nil {
				r.Wrong = fmt.Sprintf("shard is no number (got %q)", text)
			}
			r.Cluster.Shard = &n
		},
	}
}

// FieldNames lists what a column may stand for, besides labels.
func FieldNames() []string { return slices.Sorted(maps.Keys(fields())) }

// labelPrefix begins a field that is a label.
const labelPrefix = "label."

// assign makes rows of records: a column stands for the field of its name, unless
// the map says otherwise.
func assign(records []record, mapped map[string]string) ([]Row, []string, error) {
	columns := map[string]bool{}
	for _, r := range records {
		for name := range r.columns {
			columns[name] = true
		}
	}
	known := slices.Sorted(maps.Keys(columns))
	fieldsOf, unread, err := columnFields(known, mapped)
	if err != nil {
		return nil, nil, err
	}
	table := fields()
	rows := make([]Row, len(records))
	for i, r := range records {
		row := Row{Line: r.line, Wrong: r.wrong, Passed: r.passed, Cluster: platform.ClusterInput{Labels: map[string]string{}}}
		for _, column := range slices.Sorted(maps.Keys(r.columns)) {
			for _, field := range fieldsOf[column] {
				row.set(table, field, r.columns[column])
			}
		}
		if row.Cluster.Name == "" && row.Wrong == "" && row.Passed == "" {
			row.Wrong = "it has no name"
		}
		rows[i] = row
	}
	return rows, unread, nil
}

// set writes a column's text into a field of the row; an empty one says nothing.
func (r *Row) set(table map[string]func(*Row, string), field, text string) {
	if text == "" {
		return
	}
	if key, ok := strings.CutPrefix(field, labelPrefix); ok {
		r.Cluster.Labels[key] = text
		return
	}
	table[field](r, text)
}

// columnFields says which fields each column stands for, sorted, and which columns
// stand for none. The map may give one column to several fields.
func columnFields(columns []string, mapped map[string]string) (of map[string][]string, unread []string, err error) {
	of = map[string][]string{}
	table := fields()
	for _, field := range slices.Sorted(maps.Keys(mapped)) {
		column := mapped[field]
		if _, ok := table[field]; !ok && !isLabel(field) {
			return nil, nil, fmt.Errorf("there is no field %q; there are %s and label.KEY", field, strings.Join(FieldNames(), ", "))
		}
		if !slices.Contains(columns, column) {
			return nil, nil, fmt.Errorf("there is no column %q; there are %s", column, strings.Join(columns, ", "))
		}
		of[column] = append(of[column], field)
	}
	for _, column := range columns {
		if len(of[column]) > 0 {
			continue
		}
		field := fieldCalled(column)
		if _, elsewhere := mapped[field]; elsewhere || table[field] == nil && !isLabel(field) {
			unread = append(unread, column)
			continue
		}
		of[column] = []string{field}
	}
	if !slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(of[c], "name") }) && len(columns) > 0 {
		return nil, nil, fmt.Errorf("no column is called name; say which is, such as --map name=%s (there are %s)", columns[0], strings.Join(columns, ", "))
	}
	return of, unread, nil
}

func isLabel(field string) bool {
	return len(field) > len(labelPrefix) && strings.HasPrefix(field, labelPrefix)
}

// fieldCalled is the field that a column's own name says.
func fieldCalled(column string) string {
	for _, prefix := range []string{"labels.", labelPrefix} {
		if key, ok := strings.CutPrefix(column, prefix); ok {
			return labelPrefix + key
		}
	}
	return strings.ToLower(column)
}
