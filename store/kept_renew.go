package store

import (
	"bytes"
	"encoding/binary"
	"reflect"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// fewFields is how many fields may differ between two states of a record for only these to be decoded.
const fewFields = 6

// renewed is the record that these bytes are of, which become its own. Where they differ in a few fields from what is known of it, only
// these are decoded and the rest is shared: a record is decoded field by field, so that it is the same as if all had been.
func (r keptRow[T]) renewed(raw bson.Raw, places *placesOf[T]) (keptRow[T], error) {
	next := keptRow[T]{raw, new(T)}
	if r.doc == nil {
		return next, bson.Unmarshal(raw, next.doc)
	}
	apart, parts, ok := partsApart(r.raw, raw)
	if !ok {
		return next, bson.Unmarshal(raw, next.doc)
	}
	var part T
	if err := bson.Unmarshal(parts, &part); err != nil {
		return next, err
	}
	*next.doc = *r.doc
	to, from := reflect.ValueOf(next.doc).Elem(), reflect.ValueOf(&part).Elem()
	for _, name := range apart {
		at := places.of(name)
		if at == nil { // another tool's, which may be read as one of ours all the same
			next.doc = new(T)
			return next, bson.Unmarshal(raw, next.doc)
		}
		to.FieldByIndex(at).Set(from.FieldByIndex(at))
	}
	return next, nil
}

// partsApart names the fields that are not the same in two states of a record, and answers a document of them as they are after. It
// answers false where their fields do not come in the same order, or where more differ than are worth it.
func partsApart(before, after bson.Raw) (names []string, parts bson.Raw, ok bool) {
	parts = make(bson.Raw, 4, 512)
	for b, a := before[4:], after[4:]; len(b) > 1 || len(a) > 1; {
		was, is := firstOf(b), firstOf(a)
		if len(names) == fewFields || was == nil || is == nil || string(nameOf(was)) != string(nameOf(is)) {
			return nil, nil, false
		}
		if string(was) != string(is) {
			names, parts = append(names, string(nameOf(is))), append(parts, is...)
		}
		b, a = b[len(was):], a[len(is):]
	}
	parts = append(parts, 0)
	binary.LittleEndian.PutUint32(parts, uint32(len(parts)))
	return names, parts, true
}

// firstOf is the first element of the rest of a document, nil where there is none.
func firstOf(rest []byte) []byte {
	if len(rest) < 2 {
		return nil
	}
	value, err := bson.RawElement(rest).ValueErr()
	if err != nil {
		return nil
	}
	return rest[:2+len(nameOf(rest))+len(value.Value)]
}

// nameOf is the name of an element.
func nameOf(element []byte) []byte { return element[1 : 1+bytes.IndexByte(element[1:], 0)] }

// placesOf tells where in a struct its stored fields are.
type placesOf[T any] struct {
	once sync.Once
	at   map[string][]int
}

func (p *placesOf[T]) of(name string) []int {
	p.once.Do(func() { p.at = placesIn(reflect.TypeFor[T]()) })
	return p.at[name]
}

func placesIn(t reflect.Type) map[string][]int {
	out := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("bson"), ",")
		switch {
		case !f.IsExported() || name == "-" || options == "inline":
		case name == "":
			out[strings.ToLower(f.Name)] = f.Index
		default:
			out[name] = f.Index
		}
	}
	return out
}
