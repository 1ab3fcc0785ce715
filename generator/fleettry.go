package generator

import (
	"errors"
	"maps"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Try takes rows as Take does, and loads the platform with them: what holds of clusters
// together is known only then. A row that is refused becomes wrong, and the others are
// tried without it. The error is what is wrong besides.
func (f *Fleet) Try(rows []ImportRow, inFiles, update bool) error {
	for {
		before := maps.Clone(f.texts)
		if err := f.Take(rows, inFiles, update); err != nil {
			return err
		}
		_, err := f.Load()
		var problems problem.Problems
		if !errors.As(err, &problems) || !f.refuse(rows, problems, inFiles, update) {
			return err
		}
		f.texts = before
	}
}

// refuse makes the rows wrong that problems are about; false where they are about none.
func (f *Fleet) refuse(rows []ImportRow, problems problem.Problems, inFiles, update bool) bool {
	about := map[*ImportRow]problem.Problems{}
	at := f.written(rows, inFiles, update)
	for _, p := range problems {
		place := p.File
		if steps, ok := load.ParsePath(p.Path); ok && p.File == platformFile && len(steps) > 2 {
			place, p.Path = load.PathText(steps[:3]...), load.PathText(steps[3:]...)
		}
		if row := at[place]; row != nil {
			about[row] = append(about[row], p)
		}
	}
	if len(about) == 0 { // a hub in the list may stand before the one there is, which is then the second
		for _, p := range problems {
			for _, row := range at {
				if p.Path == "role" && row.fields.Plain()["role"] != nil {
					about[row] = append(about[row], p)
				}
			}
		}
	}
	for row, problems := range about {
		row.Change, row.What = RowWrong, wrongOf(problems)
	}
	return len(about) > 0
}

// written is where rows are written, by the file or by the path in platform.yaml.
func (f *Fleet) written(rows []ImportRow, inFiles, update bool) map[string]*ImportRow {
	out, inline := map[string]*ImportRow{}, 0
	item := func(i int) string { return load.PathText("spec", "clusters", i) }
	for _, c := range f.Clusters {
		inline = max(inline, c.Index+1)
	}
	for i := range rows {
		row := &rows[i]
		there := f.Cluster(row.Cluster)
		switch {
		case row.Change == RowAdded && inFiles:
			if file, err := clusterFile(row.Cluster); err == nil {
				out[file] = row
			}
		case row.Change == RowAdded:
			out[item(inline)] = row
			inline++
		case row.Change != RowChanged || !update:
		case there.Index >= 0:
			out[item(there.Index)] = row
		default:
			out[there.At.File] = row
		}
	}
	return out
}
