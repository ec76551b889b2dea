package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
)

// dropped stands in a mapping for a column that is not taken in.
const dropped = "-"

// mapping says what another system's columns are called here. A column that it does not name keeps its name.
type mapping map[string]string

// readMapping reads a CSV file of two columns without a header: their name, and the name here or a dash.
func readMapping(path string) (mapping, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	in.FieldsPerRecord, in.Comment, in.TrimLeadingSpace = 2, '#', true
	lines, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the mapping %s: %w", path, err)
	}
	m := mapping{}
	for _, l := range lines {
		theirs, ours := strings.TrimSpace(l[0]), strings.TrimSpace(l[1])
		if _, twice := m[theirs]; twice || theirs == "" || ours == "" {
			return nil, fmt.Errorf("the mapping %s: %q is named twice, or has no name here", path, theirs)
		}
		m[theirs] = ours
	}
	return m, nil
}

// columns are a file's columns under the names here. One that the mapping names and the file lacks is a mistake in one of them.
func (m mapping) columns(theirs []string) ([]string, error) {
	for name := range m {
		if !slices.Contains(theirs, name) {
			return nil, fmt.Errorf("the mapping names the column %q, which the file does not have", name)
		}
	}
	out := make([]string, len(theirs))
	for i, name := range theirs {
		if out[i] = name; m[name] != "" {
			out[i] = m[name]
		}
	}
	return out, nil
}

// kept are the columns that are taken in.
func kept(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return c == dropped })
}
