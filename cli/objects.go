package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is a file of rows, read some at a time.
type table interface {
	header() []string
	// next reads up to so many rows; more is false with the last of them.
	next(most int) (out []row, more bool, err error)
	at() int // the line of the last row
}

// openTable reads the header of a file in the form that its name says.
func openTable(name string, r io.Reader) (table, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".ndjson", ".jsonl":
		return openObjects(r)
	}
	return openRows(r)
}

// maxObject is how long a line may be.
const maxObject = 1 << 20

// objects reads a file with one JSON object a line. The fields of the first one are the columns, and every other line has the same:
// one that a line lacks would be kept by some and cleared by others.
type objects struct {
	lines   *bufio.Scanner
	columns []string
	line    int
	first   *row // read with the header
}

func openObjects(r io.Reader) (*objects, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxObject)
	o := &objects{lines: in}
	text, ok := o.text()
	if !ok {
		return nil, errors.Join(in.Err(), errors.New("the file is empty; each of its lines must be a JSON object"))
	}
	columns, record, err := object(text)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", o.line, err)
	}
	o.columns, o.first = columns, &row{line: o.line, record: record}
	return o, nil
}

func (o *objects) header() []string { return o.columns }

func (o *objects) at() int { return o.line }

// text is the next line that is not empty.
func (o *objects) text() ([]byte, bool) {
	for o.lines.Scan() {
		o.line++
		text := bytes.TrimSpace(o.lines.Bytes())
		if o.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\uFEFF"))
		}
		if len(text) > 0 {
			return text, true
		}
	}
	return nil, false
}

func (o *objects) next(most int) (out []row, more bool, err error) {
	if o.first != nil {
		out, o.first = append(out, *o.first), nil
	}
	for len(out) < most {
		text, ok := o.text()
		if !ok {
			return out, false, o.lines.Err()
		}
		out = append(out, o.judge(text))
	}
	return out, true, nil
}

// judge turns a line into a row in the order of the columns.
func (o *objects) judge(text []byte) row {
	r := row{line: o.line}
	names, values, err := object(text)
	if err != nil {
		r.fault = err.Error()
		return r
	}
	r.record = make([]string, len(o.columns))
	for i, c := range o.columns {
		at := slices.Index(names, c)
		if at < 0 {
			r.field, r.fault = c, "is missing; every line has the fields of the first one"
			return r
		}
		r.record[i] = values[at]
	}
	for i, name := range names {
		if !slices.Contains(o.columns, name) || slices.Contains(names[:i], name) {
			r.fault = fmt.Sprintf("has the field %q, which the first line has not, or has it twice", name)
		}
	}
	return r
}

// object reads a line's fields in their order, with their values as they stand in a CSV file.
func object(text []byte) (names, values []string, err error) {
	if !utf8.Valid(text) {
		return nil, nil, errors.New("is not UTF-8")
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, errors.New("is no JSON object")
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, nil, errors.New("is no JSON object")
		}
		var value any
		if err := in.Decode(&value); err != nil {
			return nil, nil, errors.New("is no JSON object")
		}
		cell, err := cellOf(value)
		if err != nil {
			return nil, nil, fmt.Errorf("%v: %w", name, err)
		}
		names, values = append(names, fmt.Sprint(name)), append(values, tame(cell))
	}
	if _, err := in.Token(); err != nil || in.More() {
		return nil, nil, errors.New("is no JSON object")
	}
	return names, values, nil
}

// cellOf is a value as text: null is empty, a list is joined by semicolons.
func cellOf(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool, json.Number:
		return fmt.Sprint(v), nil
	case []any:
		entries := make([]string, len(v))
		for i, one := range v {
			entry, err := cellOf(one)
			if _, nested := one.([]any); nested || err != nil || strings.Contains(entry, ";") {
				return "", errors.New("is a list of what is no plain value")
			}
			entries[i] = entry
		}
		return strings.Join(entries, ";"), nil
	}
	return "", errors.New("is an object, and no column holds one")
}
