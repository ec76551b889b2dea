package cli

import (
	"encoding/csv"
	"errors"
	"os"
	"strconv"
	"strings"

	"partnerhub/internal/boot"
)

// rejects is the file of the rows that did not go in: the columns as they were, then line, field and reason. It is made with
// its first row.
type rejects struct {
	path string
	file *os.File
	csv  *csv.Writer
}

// add writes one row.
func (r *rejects) add(columns, record []string, why boot.ImportResult) error {
	if r.file == nil {
		if err := r.begin(columns); err != nil {
			return err
		}
	}
	out := make([]string, len(columns), len(columns)+len(rejectColumns))
	for i := range min(len(out), len(record)) {
		out[i] = strings.ToValidUTF8(record[i], "\uFFFD")
	}
	return r.csv.Write(append(out, strconv.Itoa(why.Line), why.Field, why.Reason))
}

func (r *rejects) begin(columns []string) (err error) {
	if r.file, err = os.Create(r.path); err != nil {
		return err
	}
	r.csv = csv.NewWriter(r.file)
	return r.csv.Write(append(append([]string{}, columns...), rejectColumns...))
}

// close ends the file, if there is one.
func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}
