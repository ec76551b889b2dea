package cli

import "io"

// ReadRow is a row as the fuzz test looks at it.
type ReadRow struct {
	Line   int
	Record []string
	Fault  string
}

// ReadRows reads a whole file.
func ReadRows(r io.Reader) (columns []string, out []ReadRow, err error) {
	rs, err := openRows(r)
	if err != nil {
		return nil, nil, err
	}
	for more := true; more && err == nil; {
		var batch []row
		batch, more, err = rs.next(3)
		for _, row := range batch {
			out = append(out, ReadRow{row.line, row.record, row.fault})
		}
	}
	return rs.columns, out, err
}
