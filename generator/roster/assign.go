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
	fieldOf, unread, err := fieldsOf(known, mapped)
	if err != nil {
		return nil, nil, err
	}
	table := fields()
	rows := make([]Row, len(records))
	for i, r := range records {
		row := Row{Line: r.line, Wrong: r.wrong, Passed: r.passed, Cluster: platform.ClusterInput{Labels: map[string]string{}}}
		for _, column := range slices.Sorted(maps.Keys(r.columns)) {
			field, text := fieldOf[column], r.columns[column]
			if key, ok := strings.CutPrefix(field, labelPrefix); ok && text != "" {
				row.Cluster.Labels[key] = text
			} else if set := table[field]; set != nil && text != "" {
				set(&row, text)
			}
		}
		if row.Cluster.Name == "" && row.Wrong == "" && row.Passed == "" {
			row.Wrong = "it has no name"
		}
		rows[i] = row
	}
	return rows, unread, nil
}

// fieldsOf says which field each column stands for, and which columns stand for none.
func fieldsOf(columns []string, mapped map[string]string) (of map[string]string, unread []string, err error) {
	of = map[string]string{}
	table := fields()
	for field, column := range mapped {
		if _, ok := table[field]; !ok && !strings.HasPrefix(field, labelPrefix) {
			return nil, nil, fmt.Errorf("there is no field %q; there are %s and label.KEY", field, strings.Join(FieldNames(), ", "))
		}
		if !slices.Contains(columns, column) {
			return nil, nil, fmt.Errorf("there is no column %q; there are %s", column, strings.Join(columns, ", "))
		}
		of[column] = field
	}
	for _, column := range columns {
		if of[column] != "" {
			continue
		}
		field := strings.ToLower(column)
		if rest, ok := strings.CutPrefix(column, "labels."); ok {
			field = labelPrefix + rest
		} else if rest, ok := strings.CutPrefix(column, labelPrefix); ok {
			field = labelPrefix + rest
		}
		_, elsewhere := mapped[field]
		if known := table[field] != nil || len(field) > len(labelPrefix) && strings.HasPrefix(field, labelPrefix); elsewhere || !known {
			unread = append(unread, column)
			continue
		}
		of[column] = field
	}
	if !slices.ContainsFunc(columns, func(c string) bool { return of[c] == "name" }) && len(columns) > 0 {
		return nil, nil, fmt.Errorf("no column is called name; say which is, such as --map name=%s (there are %s)", columns[0], strings.Join(columns, ", "))
	}
	return of, unread, nil
}
