package intake

import (
	"fmt"
	"strings"
)

// row is a row while it is being read. Faults collect, so that whoever mends a file sees all of them at once.
type row struct {
	line   int
	values map[string]string
	faults []fault
}

// fault is one thing to mend in one column.
type fault struct{ code, column, reason string }

// newRow finds the required columns that are empty.
func newRow(in Row, columns []Column) *row {
	r := &row{line: in.Line, values: in.Values}
	for _, c := range columns {
		if v, _ := r.get(c.Name); c.Required && v == "" {
			r.failAs("REQUIRED", c.Name, "must not be empty")
		}
	}
	return r
}

// get answers the value without the space around it, and whether the file has the column.
func (r *row) get(column string) (value string, has bool) {
	v, ok := r.values[column]
	return strings.TrimSpace(v), ok
}

// filled is true for a column that says something.
func (r *row) filled(column string) bool {
	v, _ := r.get(column)
	return v != ""
}

func (r *row) fail(column, format string, args ...any) {
	r.failAs("INVALID", column, format, args...)
}

func (r *row) failAs(code, column, format string, args ...any) {
	r.faults = append(r.faults, fault{code, column, fmt.Sprintf(format, args...)})
}

// refuse tells one fault in the place of all others, which may follow from what the sender does not see.
func (r *row) refuse(f fault) Outcome {
	r.faults = []fault{f}
	return Rejected
}

func (r *row) faulty() bool { return len(r.faults) > 0 }

// rejected tells all faults.
func (r *row) rejected() Result {
	reasons := []string{r.faults[0].reason}
	for _, f := range r.faults[1:] {
		reasons = append(reasons, f.column+": "+f.reason)
	}
	return Result{Line: r.line, Outcome: Rejected, Code: r.faults[0].code, Field: r.faults[0].column, Reason: strings.Join(reasons, "; ")}
}

// set reads a column into a field. An absent column keeps the field, an empty value makes it zero.
func set[T any](r *row, column string, into *T, parse func(string) (T, error)) {
	text, has := r.get(column)
	if !has {
		return
	}
	var v T
	if text != "" {
		var err error
		if v, err = parse(text); err != nil {
			r.fail(column, "%s", err)
			return
		}
	}
	*into = v
}

// setOptional does the same for a field that may be nil.
func setOptional[T any](r *row, column string, into **T, parse func(string) (T, error)) {
	set(r, column, into, func(text string) (*T, error) {
		v, err := parse(text)
		return &v, err
	})
}

// setList reads entries separated by semicolons. No entry makes an empty list, never nil.
func setList[T any](r *row, column string, into *[]T, parse func(string) (T, error)) {
	text, has := r.get(column)
	if !has {
		return
	}
	out := []T{}
	for _, entry := range entries(text) {
		v, err := parse(entry)
		if err != nil {
			r.fail(column, "%q: %s", entry, err)
			return
		}
		out = append(out, v)
	}
	*into = out
}

// entries splits a list column.
func entries(text string) []string {
	var out []string
	for _, e := range strings.Split(text, ";") {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

// parts splits an entry at its colons; the last part may hold more of them, because instants do.
func parts(entry string, most int) []string {
	out := strings.SplitN(entry, ":", most)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}
