package cli

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// rows reads a CSV file with a header, row by row. The file is UTF-8, with or without a byte order mark.
type rows struct {
	in      *bufio.Reader
	csv     *csv.Reader
	columns []string
	line    int // of the last row
}

// row is one record as it was read. One that is broken has a fault and, where one column is at fault, its name.
type row struct {
	line         int
	record       []string
	field, fault string
}

// rejectColumns end the header of a rejects file. They are no part of the data, so that a mended one can be imported.
var rejectColumns = []string{"line", "field", "reason"}

// openRows reads the header.
func openRows(r io.Reader) (*rows, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\uFEFF" {
		_, _ = in.Discard(3) // it was just seen
	}
	c := csv.NewReader(in)
	c.FieldsPerRecord = -1
	header, err := c.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty; its first line must name the columns")
	case err != nil:
		return nil, fmt.Errorf("reading the header: %w", err)
	}
	columns := make([]string, len(header))
	for i, h := range header {
		if !utf8.ValidString(h) {
			return nil, errors.New("the file is not UTF-8")
		}
		columns[i] = strings.TrimSpace(h)
	}
	if n := len(columns) - len(rejectColumns); n > 0 && slices.Equal(columns[n:], rejectColumns) {
		columns = columns[:n]
	}
	return &rows{in: in, csv: c, columns: columns, line: 1}, nil
}

// next reads up to so many rows; more is false with the last of them.
func (rs *rows) next(most int) (out []row, more bool, err error) {
	for len(out) < most {
		record, err := rs.csv.Read()
		if errors.Is(err, io.EOF) {
			return out, false, nil
		}
		r, err := rs.judge(record, err)
		if err != nil {
			return out, false, err
		}
		out = append(out, r)
	}
	return out, true, nil
}

// judge finds what is wrong with a row as text.
func (rs *rows) judge(record []string, err error) (row, error) {
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return rs.broken(record, broken)
	}
	if err != nil {
		return row{}, fmt.Errorf("reading after line %d: %w", rs.line, err)
	}
	rs.line, _ = rs.csv.FieldPos(0)
	r := row{line: rs.line, record: record}
	r.field, r.fault = rs.fault(record)
	return r, nil
}

// broken is a row that is not CSV. A quote that is never closed swallows the rest of the file: that is the file's fault, for
// no row behind it can be known.
func (rs *rows) broken(record []string, why *csv.ParseError) (row, error) {
	rs.line = why.StartLine
	_, end := rs.in.Peek(1)
	if why.Line > why.StartLine && errors.Is(end, io.EOF) {
		return row{}, fmt.Errorf("line %d: a quote is opened and never closed; the file was read up to there", why.StartLine)
	}
	return row{line: rs.line, record: record, fault: fmt.Sprintf("is not CSV: %s%s", why.Err, span(why.StartLine, why.Line))}, nil
}

// span tells that a fault has joined lines.
func span(first, last int) string {
	if last <= first {
		return ""
	}
	return fmt.Sprintf(" (lines %d to %d were read as one row)", first, last)
}

func (rs *rows) fault(record []string) (field, fault string) {
	if extra := len(record) - len(rs.columns); extra < 0 || (extra > 0 && extra != len(rejectColumns)) {
		last := rs.line + strings.Count(strings.Join(record, ""), "\n")
		return "", fmt.Sprintf("has %d values for %d columns%s", len(record), len(rs.columns), span(rs.line, last))
	}
	for i, v := range record[:len(rs.columns)] {
		if !utf8.ValidString(v) {
			return rs.columns[i], "is not UTF-8"
		}
	}
	return "", ""
}

// valuesOf are a row's by column name, without what an export has put before those that look like formulas.
func valuesOf(columns []string, r row) map[string]string {
	out := make(map[string]string, len(columns))
	for i, c := range columns {
		if c != dropped {
			out[c] = wild(r.record[i])
		}
	}
	return out
}

func (rs *rows) header() []string { return rs.columns }

func (rs *rows) at() int { return rs.line }
