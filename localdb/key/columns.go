package key

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// Column is one path of an index or a sort and its direction.
type Column struct {
	Path string
	Desc bool

	segments []string
}

// NewColumn returns a column with its path split once.
func NewColumn(path string, desc bool) Column {
	return Column{Path: path, Desc: desc, segments: strings.Split(path, ".")}
}

// Set is the keys of one document: one for a plain document, one for every
// element of an array on a column's path. Multi has a bit for each column that
// met an array.
type Set struct {
	Keys  [][]byte
	Multi uint64
}

// spot is how far one column has walked into a document.
type spot struct {
	value raw.Value
	rest  []string
}

// Fields are the top-level fields of a document: the document itself, or what remembers them.
type Fields interface{ Get(name string) raw.Value }

// Of returns the keys of d for the columns, sorted and without duplicates. Two columns
// that meet different arrays have no sensible key and are refused.
func Of[F Fields](d F, columns []Column) (Set, error) {
	var set Set
	spots := make([]spot, len(columns))
	for i, c := range columns {
		spots[i] = spot{value: d.Get(c.segments[0]), rest: c.segments[1:]}
	}
	err := set.expand(columns, spots)
	if len(set.Keys) > 1 {
		slices.SortFunc(set.Keys, bytes.Compare)
		set.Keys = slices.CompactFunc(set.Keys, bytes.Equal)
	}
	return set, err
}

// expand walks every column to its end or to an array, and repeats itself for
// each element of that array.
func (s *Set) expand(columns []Column, spots []spot) error {
	var array raw.Value
	for i := range spots {
		spots[i].walk()
		if v := spots[i].value; v.Type == raw.TypeArray && spots[i].rest != nil {
			if array.Data != nil && &array.Data[0] != &v.Data[0] {
				return fault.New(fault.ParallelArrays, "cannot index parallel arrays: %s is a second array", columns[i].Path)
			}
			array = v
			s.Multi |= 1 << i
		}
	}
	if array.Data == nil {
		s.add(columns, spots)
		return nil
	}
	return s.elements(columns, spots, array)
}

// elements replaces the array by each of its elements in turn.
func (s *Set) elements(columns []Column, spots []spot, array raw.Value) error {
	b := array.Doc().Elements()
	if len(b) == 0 {
		return s.expand(columns, enter(spots, array, raw.Value{Type: raw.TypeUndefined}))
	}
	for {
		_, v, rest, ok := raw.Next(b)
		if !ok {
			return nil
		}
		if err := s.expand(columns, enter(spots, array, v)); err != nil {
			return err
		}
		b = rest
	}
}

// enter copies the spots with element in the place of array. A column that
// ends at the array is done: an array inside it is a value.
func enter(spots []spot, array, element raw.Value) []spot {
	next := make([]spot, len(spots))
	copy(next, spots)
	for i, s := range spots {
		if s.rest == nil || s.value.Type != raw.TypeArray || &s.value.Data[0] != &array.Data[0] {
			continue
		}
		next[i].value = element
		if len(s.rest) == 0 {
			next[i].rest = nil
		}
	}
	return next
}

// walk follows the path through documents. A nil rest means the value is
// final; an empty one that only an array can still change it.
func (s *spot) walk() {
	for s.rest != nil {
		if s.value.Type == raw.TypeArray && !s.positional() {
			return
		}
		if len(s.rest) == 0 {
			s.rest = nil
			return
		}
		s.value = s.step()
		s.rest = s.rest[1:]
	}
}

// step returns the member that the next segment names; a scalar has none.
func (s *spot) step() raw.Value {
	if s.value.Type != raw.TypeDoc && s.value.Type != raw.TypeArray {
		return raw.Value{}
	}
	return s.value.Doc().Get(s.rest[0])
}

// positional reports that the next segment picks one element of an array.
func (s *spot) positional() bool {
	if len(s.rest) == 0 {
		return false
	}
	if _, err := strconv.ParseUint(s.rest[0], 10, 31); err != nil {
		return false
	}
	return !s.value.Doc().Get(s.rest[0]).Missing()
}

// add joins the columns' values to one key.
func (s *Set) add(columns []Column, spots []spot) {
	k := make([]byte, 0, 16*len(columns)+16)
	for i, c := range columns {
		k = AppendColumn(k, spots[i].value, c.Desc)
	}
	s.Keys = append(s.Keys, k)
}

// Plain appends the key of a document that meets no array on the columns' paths:
// the only key it has. It answers false if there is an array, for Of to expand.
func Plain[F Fields](dst []byte, d F, columns []Column) ([]byte, bool) {
	return PlainWith(dst, d, columns, -1, raw.Value{})
}

// PlainWith is Plain with a value in the place of one column's own.
func PlainWith[F Fields](dst []byte, d F, columns []Column, at int, value raw.Value) ([]byte, bool) {
	for i := range columns {
		v, ok := value, true
		if i != at {
			v, ok = columns[i].plain(d.Get(columns[i].segments[0]))
		}
		if !ok {
			return dst, false
		}
		dst = AppendColumn(dst, v, columns[i].Desc)
	}
	return dst, true
}

// plain follows the path from its first field on through documents, false if it meets an array.
func (c *Column) plain(v raw.Value) (raw.Value, bool) {
	for _, s := range c.segments[1:] {
		if v.Type == raw.TypeArray {
			break
		}
		if v.Type != raw.TypeDoc {
			return raw.Value{}, true
		}
		v = v.Doc().Get(s)
	}
	return v, v.Type != raw.TypeArray
}

// Head returns the top-level field that the path starts with.
func (c Column) Head() string { return c.segments[0] }

// Least returns the key a document sorts by: the smallest of its keys in the
// order of the columns.
func Least(d raw.Doc, columns []Column) ([]byte, error) {
	if k, ok := Plain(nil, d, columns); ok {
		return k, nil
	}
	set, err := Of(d, columns)
	if err != nil {
		return nil, err
	}
	return set.Keys[0], nil
}

// Numeric reports a path with a segment that could be a position in an array;
// an index on it is never used to find documents.
func (c Column) Numeric() bool {
	for _, s := range c.segments {
		if len(s) > 0 && s[0] >= '0' && s[0] <= '9' {
			return true
		}
	}
	return false
}

// In reports that the document has a value on the column's path.
func (c Column) In(d raw.Doc) bool { return !c.First(d).Missing() }

// First returns the value on the column's path, the first one inside an array.
func (c Column) First(d raw.Doc) raw.Value {
	return first(raw.Value{Type: raw.TypeDoc, Data: d}, c.segments)
}

func first(v raw.Value, rest []string) raw.Value {
	if len(rest) == 0 {
		return v
	}
	if v.Type == raw.TypeDoc {
		return first(v.Doc().Get(rest[0]), rest[1:])
	}
	if v.Type != raw.TypeArray {
		return raw.Value{}
	}
	for b := v.Doc().Elements(); ; {
		_, item, tail, ok := raw.Next(b)
		if !ok {
			return raw.Value{}
		}
		if found := first(item, rest); !found.Missing() {
			return found
		}
		b = tail
	}
}

// All returns the values on the column's path; an array at its end counts as its
// elements, as it does for distinct.
func (c Column) All(d raw.Doc) []raw.Value {
	return all(nil, raw.Value{Type: raw.TypeDoc, Data: d}, c.segments, true)
}

func all(out []raw.Value, v raw.Value, rest []string, open bool) []raw.Value {
	if v.Type == raw.TypeArray && (open || len(rest) > 0) {
		for b := v.Doc().Elements(); ; {
			_, item, tail, ok := raw.Next(b)
			if !ok {
				return out
			}
			out, b = all(out, item, rest, false), tail
		}
	}
	if len(rest) == 0 {
		if v.Missing() {
			return out
		}
		return append(out, v)
	}
	if v.Type != raw.TypeDoc {
		return out
	}
	return all(out, v.Doc().Get(rest[0]), rest[1:], true)
}
