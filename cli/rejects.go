package cli

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"partnerhub/internal/boot"
)

// rejects is the file of the rows that did not go in: the columns as they were, then line, field and reason. It is begun with its first row
// under another name, for nobody but the user of this process, as the rows may hold what few people may see; it takes the place of what
// has its own name when it is whole, and follows no link from there.
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
	if r.file, err = os.CreateTemp(filepath.Dir(r.path), "."+filepath.Base(r.path)+".*"); err != nil {
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
	err := errors.Join(r.csv.Error(), r.file.Close())
	if err == nil {
		err = os.Rename(r.file.Name(), r.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(r.file.Name()))
	}
	return nil
}
