// Package roster reads lists of clusters that others keep: CSV, JSON,
// kubeconfigs, Cluster API and outputs of Terraform. It takes what a platform
// says of a cluster, and nothing that is a secret. It knows no platform.
package roster

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/platform"
)

// MaxSize and maxRows bound what is read: far above any fleet, far below what
// would be a burden.
const (
	MaxSize = 32 << 20
	maxRows = 10_000
)

// Row is one cluster of a list.
type Row struct {
	// Line is where it begins.
	Line    int
	Cluster platform.ClusterInput
	// Ring is the name of one that the cluster is to be in.
	Ring string
	// Wrong says why it cannot be taken, Passed why it is not meant to be.
	Wrong, Passed string
}

// List is what was read.
type List struct {
	Format string
	Rows   []Row
	// Unread are columns that stand for nothing.
	Unread []string
}

// Options adjust how a list is read.
type Options struct {
	// Format is one of Formats; empty to tell it by the content.
	Format string
	// Map says in which column a field is, where that is called otherwise.
	Map map[string]string
}

// record is a row as it stands there, by column.
type record struct {
	line          int
	columns       map[string]string
	wrong, passed string
}

// formats is the table of what can be read, each told by its content.
func formats() map[string]func(data []byte) ([]record, error) {
	return map[string]func([]byte) ([]record, error){
		"csv": readCSV, "json": treesOf(readObjects), "kubeconfig": treesOf(readKubeconfig), "capi": treesOf(readClusterAPI), "tofu": treesOf(readOutputs),
	}
}

// Formats lists what can be read.
func Formats() []string { return slices.Sorted(maps.Keys(formats())) }

// Read reads a list. The error says why none of it can be read; what is wrong
// with one row stands in the row.
func Read(data []byte, opts Options) (*List, error) {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	switch {
	case len(data) > MaxSize:
		return nil, fmt.Errorf("it is larger than %d MiB", MaxSize>>20)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("it is no UTF-8 text")
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fmt.Errorf("it is empty")
	}
	format := opts.Format
	if format == "" {
		format = guess(data)
	}
	read, ok := formats()[format]
	if !ok {
		return nil, fmt.Errorf("there is no format %q; there are %s", format, strings.Join(Formats(), ", "))
	}
	records, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("as %s: %w", format, err)
	}
	if len(records) > maxRows {
		return nil, fmt.Errorf("it has %d rows, and %d are the most: take it in parts", len(records), maxRows)
	}
	list := &List{Format: format}
	list.Rows, list.Unread, err = assign(records, opts.Map)
	return list, err
}

// guess tells a format by the content.
func guess(data []byte) string {
	root, err := parse(data)
	switch text := bytes.TrimSpace(data); {
	case err != nil && (text[0] == '{' || text[0] == '['):
		return "json" // which says what is wrong
	case err != nil || len(root) == 0 || root[0].kind == scalar:
		return "csv"
	}
	first := root[0]
	switch {
	case first.field("contexts") != nil && first.field("clusters") != nil:
		return "kubeconfig"
	case isClusterAPI(root):
		return "capi"
	case isOutputs(first):
		return "tofu"
	}
	return "json"
}

// treesOf reads what JSON and YAML come to.
func treesOf(read func([]*node) ([]record, error)) func([]byte) ([]record, error) {
	return func(data []byte) ([]record, error) {
		root, err := parse(data)
		if err != nil {
			return nil, err
		}
		return read(root)
	}
}
