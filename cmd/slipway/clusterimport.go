package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/roster"
)

// importOptions are the flags of slipway cluster import.
type importOptions struct {
	format               string
	mapped, labels       []string
	dryRun, update, skip bool
	file                 bool
}

func (a *app) clusterImportCommand() *cobra.Command {
	var opts importOptions
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Add the clusters of a list: CSV, JSON, a kubeconfig, Cluster API or OpenTofu",
		Long: `Add the clusters of a list that somebody else keeps; - is standard input. The format is
told by the content: CSV with a head, JSON objects in a list or one a line, a kubeconfig,
Cluster objects of Cluster API, what tofu or terraform output -json prints.

The columns are:
  ` + strings.Join(roster.FieldNames(), ", ") + `
and label.KEY; --map says which column is which field. A ring stands for the labels that
it matches. No token, key or certificate is read, and no sensitive output.

A cluster that is there already is left alone, unless --update puts what the list says
into it. Where a row is wrong nothing is written, unless --skip leaves such rows out.`,
		Example: `  slipway cluster import clusters.csv --dry-run
  slipway cluster import clusters.csv --map server=URL --map label.region=Site
  slipway cluster import ~/.kube/config --label environment=production
  kubectl get clusters -A -o yaml | slipway cluster import - --update
  tofu output -json | slipway cluster import - --map server=endpoint`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("cluster import takes one file, or - for standard input (got %d)", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := a.fleet()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("file") {
				opts.file = f.InFiles()
			}
			return a.importClusters(f, args[0], opts)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.format, "format", "", strings.Join(roster.Formats(), ", ")+"; told by the content by default")
	flags.StringArrayVar(&opts.mapped, "map", nil, "where a field is, as field=column (may be repeated)")
	flags.StringArrayVar(&opts.labels, "label", nil, "a label for every cluster, as key=value (may be repeated)")
	flags.BoolVar(&opts.dryRun, "dry-run", false, "say what becomes of each row, and change nothing")
	flags.BoolVar(&opts.update, "update", false, "change clusters that are there")
	flags.BoolVar(&opts.skip, "skip", false, "leave out rows that are wrong")
	flags.BoolVar(&opts.file, "file", false, "write a file for each")
	return cmd
}

func (a *app) importClusters(f *generator.Fleet, name string, opts importOptions) error {
	labels, err := labelsOf(opts.labels)
	if err != nil {
		return err
	}
	list, err := a.readList(name, opts)
	if err != nil {
		return err
	}
	rows, err := f.Import(list, labels)
	if err != nil {
		return err
	}
	refused := f.Try(rows, opts.file, opts.update)
	if opts.dryRun {
		if err := a.showRows(list, rows); err != nil {
			return err
		}
		return a.wouldCome(refused)
	}
	wrong := wrongRows(name, rows)
	if len(wrong) > 0 && !opts.skip {
		a.say("nothing was written, as rows are wrong; --skip leaves them out:")
		return wrong
	}
	if refused != nil {
		return a.wouldCome(refused)
	}
	if err := f.Write(); err != nil {
		return err
	}
	for _, w := range wrong {
		a.say("left out: %s", w)
	}
	done := fleetDone{Added: clustersOf(rows, generator.RowAdded)}
	if opts.update {
		done.Changed = clustersOf(rows, generator.RowChanged)
	}
	if err := a.showFleet(f, done, "%s", countRows(rows, opts.update)); err != nil {
		return err
	}
	a.say("next: slipway generate, then slipway bootstrap")
	return nil
}

// wouldCome says that a platform's problems are those that it would have.
func (a *app) wouldCome(refused error) error {
	if problems := (problem.Problems{}); errors.As(refused, &problems) {
		a.say("nothing was written; this is what it would come to:")
	}
	return refused
}

// readList reads a list from a file, or from standard input.
func (a *app) readList(name string, opts importOptions) (*roster.List, error) {
	mapped := map[string]string{}
	for _, m := range opts.mapped {
		field, column, ok := strings.Cut(m, "=")
		if !ok || field == "" || column == "" {
			return nil, usagef("--map takes field=column, such as server=URL (got %q)", m)
		}
		if first, again := mapped[field]; again {
			return nil, usagef("--map says twice where %s is: in %q and in %q", field, first, column)
		}
		mapped[field] = column
	}
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read clusters: %w", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, roster.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read clusters: %w", err)
	}
	list, err := roster.Read(data, roster.Options{Format: opts.format, Map: mapped})
	if err != nil {
		return nil, problem.Problems{{Position: problem.Position{File: name}, Message: "cannot be imported: " + err.Error()}}
	}
	return list, nil
}

func wrongRows(file string, rows []generator.ImportRow) (out problem.Problems) {
	for _, r := range rows {
		if r.Change == generator.RowWrong {
			out = append(out, problem.Problem{Position: problem.Position{File: file, Line: r.Line}, Path: r.Cluster, Message: r.What})
		}
	}
	return out
}

func clustersOf(rows []generator.ImportRow, change string) (out []string) {
	for _, r := range rows {
		if r.Change == change {
			out = append(out, r.Cluster)
		}
	}
	return out
}

// showRows is the preview: a line for each row.
func (a *app) showRows(list *roster.List, rows []generator.ImportRow) error {
	if a.output == "json" {
		return a.json(map[string]any{"format": list.Format, "unread": append([]string{}, list.Unread...), "rows": rows})
	}
	table := [][]string{{"LINE", "CLUSTER", "BECOMES", "WHAT"}}
	for _, r := range rows {
		table = append(table, []string{fmt.Sprint(r.Line), r.Cluster, r.Change, r.What})
	}
	if err := a.page().columns(table); err != nil {
		return err
	}
	if len(list.Unread) > 0 {
		a.say("not read: %s", strings.Join(list.Unread, ", "))
	}
	_, err := fmt.Fprintf(a.out, "as %s: %s\n", list.Format, countRows(rows, true))
	return err
}

// countRows says how many rows become what.
func countRows(rows []generator.ImportRow, update bool) string {
	var out []string
	for _, change := range []string{generator.RowAdded, generator.RowChanged, generator.RowUnchanged, generator.RowWrong, generator.RowPassed} {
		n := 0
		for _, r := range rows {
			if r.Change == change {
				n++
			}
		}
		switch {
		case n == 0:
		case change == generator.RowChanged && !update:
			out = append(out, fmt.Sprintf("%d differ (--update changes them)", n))
		default:
			out = append(out, fmt.Sprintf("%d %s", n, change))
		}
	}
	return strings.Join(out, ", ")
}
