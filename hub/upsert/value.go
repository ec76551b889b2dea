package upsert

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"partnerhub/model"
)

// values are a row's fields as intake reads them, by column: what is left out is not there, and what is cleared is empty.
type values map[string]string

// given is a field that a caller may leave out, clear or fill.
type given[T any] interface{ ValueOK() (T, bool) }

// plain puts a field that is one value.
func plain[T any](v values, column string, field given[*T], text func(T) string) {
	value, sent := field.ValueOK()
	switch {
	case !sent:
	case value == nil:
		v[column] = ""
	default:
		v[column] = text(*value)
	}
}

// list puts a field that is a list; an entry that would be read as two is refused.
func list[T any](r *row, column string, field given[[]T], text func(T) (string, bool)) {
	all, sent := field.ValueOK()
	if !sent {
		return
	}
	parts := make([]string, len(all))
	for i, one := range all {
		entry, ok := text(one)
		if !ok || strings.Contains(entry, ";") || strings.TrimSpace(entry) == "" {
			r.fault(model.SyncCodeInvalid, column, "an entry is blank, or has a semicolon or a colon where none can be")
		}
		parts[i] = entry
	}
	r.said[column] = strings.Join(parts, ";")
}

// pair is two texts of which the first must hold no colon, so that it ends where the second begins.
func pair(first, second string) (string, bool) {
	return first + ":" + second, !strings.Contains(first, ":") && strings.TrimSpace(first) != ""
}

func same(s string) string { return s }

func word[T ~string](s T) string { return string(s) }

func number(n int) string { return strconv.Itoa(n) }

func flag(b bool) string { return strconv.FormatBool(b) }

// maxVersion is the greatest whole number that every language's numbers hold exactly.
const maxVersion = 1<<53 - 1

func wholeNumber(d model.Decimal) (int64, error) {
	n, err := strconv.ParseInt(string(d), 10, 64)
	if err != nil || n < 0 || n > maxVersion {
		return 0, errors.New("is a whole number from 0 to 9007199254740991")
	}
	return n, nil
}

// union adds the columns of a row to those of the others.
func union(columns []string, v map[string]string) []string {
	for c := range v {
		if !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	return columns
}
