package stored

import (
	"fmt"
	"strings"
)

// Shape says which fields of a document are read, and into which slot each goes: that of its place in the list that the shape
// was made of. It is made once and never changes.
type Shape struct {
	fields []wanted
	marks  uint64 // of the names of the fields: a name without its mark is none of them
	slots  int
}

// wanted is one field, or a document on the way to some.
type wanted struct {
	name  string
	slot  int    // -1 for a document that is only on the way
	below *Shape // nil for a field that is read whole
}

// NewShape reads these dotted paths. Of a document whose parts are read by themselves, the slot tells only that it is there.
// A path that comes twice is a mistake of the program.
func NewShape(paths []string) (*Shape, error) {
	s := &Shape{slots: len(paths)}
	for slot, path := range paths {
		if err := s.add(path, slot); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Slots is how many values a document is read into.
func (s *Shape) Slots() int { return s.slots }

func (s *Shape) add(path string, slot int) error {
	name, rest, deeper := strings.Cut(path, ".")
	w := s.field(name)
	switch {
	case name == "":
		return fmt.Errorf("stored: %q is no path", path)
	case !deeper && w.slot >= 0:
		return fmt.Errorf("stored: %q comes twice", path)
	case !deeper:
		w.slot = slot
		return nil
	case w.below == nil:
		w.below = &Shape{}
	}
	return w.below.add(rest, slot)
}

func (s *Shape) field(name string) *wanted {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	s.marks |= markOf(name)
	s.fields = append(s.fields, wanted{name: name, slot: -1})
	return &s.fields[len(s.fields)-1]
}

// Read puts the document's values into their slots, which are empty before. It answers false for a document of another form:
// one that ends early, or that has something else where a document is on the way.
func (s *Shape) Read(d Doc, into []Value) bool {
	e, next := d.Elements(), 0
	for {
		name, v, ok := e.Next()
		if !ok {
			return len(e) == 0 && len(d) >= 5
		}
		i := s.find(name, next)
		if i < 0 {
			continue
		}
		next = i + 1
		if !s.fields[i].read(v, into) {
			return false
		}
	}
}

// find looks for a name from a place on: records have their fields in the order in which most of them are wanted.
func (s *Shape) find(name []byte, from int) int {
	n := len(s.fields)
	if s.marks&markOf(name) == 0 {
		return -1
	}
	for i := range n {
		if at := (from + i) % n; s.fields[at].name == string(name) {
			return at
		}
	}
	return -1
}

// markOf is one of 64 bits, by which most names are told from each other.
func markOf[S ~string | ~[]byte](name S) uint64 {
	if len(name) == 0 {
		return 1
	}
	return 1 << ((uint(name[0])*5 + uint(name[len(name)-1])*3 + uint(len(name))) % 64)
}

func (w *wanted) read(v Value, into []Value) bool {
	if w.below == nil {
		into[w.slot] = v
		return true
	}
	if v.Absent() {
		return true
	}
	d, ok := v.Doc()
	if !ok {
		return false
	}
	if w.slot >= 0 {
		into[w.slot] = Value{kind: typeDoc, data: nothing}
	}
	return w.below.Read(d, into)
}

// nothing is the document without fields.
var nothing = []byte{5, 0, 0, 0, 0}
