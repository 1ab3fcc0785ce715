package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readCSV reads a table whose first row names the columns.
func readCSV(data []byte) ([]record, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.ReuseRecord = separator(data), -1, true, true
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	columns := make([]string, len(head))
	seen := map[string]bool{}
	for i, name := range head {
		columns[i] = strings.TrimSpace(name)
		if columns[i] != "" && seen[columns[i]] {
			return nil, fmt.Errorf("line 1: there are two columns %q", columns[i])
		}
		seen[columns[i]] = true
	}
	var out []record
	for len(out) <= maxRows {
		cells, err := r.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF) && len(out) == 0:
			return nil, errors.New("it has no rows below its head")
		case errors.Is(err, io.EOF):
			return out, nil
		case errors.As(err, &broken):
			return nil, fmt.Errorf("line %d: %w", broken.Line, broken.Err)
		case err != nil:
			return nil, err
		case strings.TrimSpace(strings.Join(cells, "")) == "":
			continue // what spreadsheets write below a table
		}
		line, _ := r.FieldPos(0)
		row := record{line: line, columns: map[string]string{}}
		if len(cells) > len(columns) {
			row.wrong = fmt.Sprintf("it has %d cells, and there are %d columns", len(cells), len(columns))
		}
		for i, cell := range cells[:min(len(cells), len(columns))] {
			if columns[i] != "" {
				row.columns[columns[i]] = strings.TrimSpace(cell)
			}
		}
		out = append(out, row)
	}
	return nil, fmt.Errorf("it has more than %d rows: take it in parts", maxRows)
}

// separator is what stands between the names of columns: what spreadsheets write
// differs by country.
func separator(data []byte) rune {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', bytes.Count(head, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(head, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
