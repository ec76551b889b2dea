package intake

import (
	"slices"
	"strings"

	"partnerhub/model"
)

// Column describes one column of a kind's files.
type Column struct {
	Name     string
	Required bool   // in every file, and never empty
	Help     string // what it holds, for whoever makes the file
}

// Columns describes the columns of a kind's files.
func Columns(kind string) ([]Column, error) {
	k, err := kindNamed(kind)
	if err != nil {
		return nil, err
	}
	return k.allColumns(), nil
}

// checkColumns compares a file's header with what its kind knows.
func checkColumns(kind string, known []Column, header []string) error {
	for n, c := range header {
		if !slices.ContainsFunc(known, func(k Column) bool { return k.Name == c }) {
			return model.Errorf(model.CodeBadUserInput, "unknown column %q; %s have the columns %s", c, kind, columnNames(known))
		}
		if slices.Contains(header[:n], c) {
			return model.Errorf(model.CodeBadUserInput, "column %q is there twice", c)
		}
	}
	for _, k := range known {
		if k.Required && !slices.Contains(header, k.Name) {
			return model.Errorf(model.CodeBadUserInput, "the column %q is missing; %s need it", k.Name, kind)
		}
	}
	return nil
}

func columnNames(columns []Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// required and optional make columns; a table of them reads like the documentation that it is.
func required(name, help string) Column { return Column{name, true, help} }

func optional(name, help string) Column { return Column{name, false, help} }
