package store

import (
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
	apart, parts := partsApart(r.raw, raw)
	if len(apart) > fewFields {
		return next, bson.Unmarshal(raw, next.doc)
	}
	var part T
	if err := bson.Unmarshal(parts, &part); err != nil {
		return next, err
	}
	*next.doc = *r.doc
	to, from := reflect.ValueOf(next.doc).Elem(), reflect.ValueOf(&part).Elem()
	for _, name := range apart {
		if at := places.of(name); at != nil {
			to.FieldByIndex(at).Set(from.FieldByIndex(at))
		}
	}
	return next, nil
}

// partsApart names the fields that are not the same in two states of a record, and answers a document of them as they are after.
func partsApart(before, after bson.Raw) (names []string, parts bson.Raw) {
	parts = make(bson.Raw, 4, 256)
	b, a := elementsOf(before), elementsOf(after)
	for i, e := range a {
		if string(b.at(e.key, i)) != string(e.whole) {
			names, parts = append(names, string(e.key)), append(parts, e.whole...)
		}
	}
	for i, e := range b {
		if a.at(e.key, i) == nil {
			names = append(names, string(e.key))
		}
	}
	parts = append(parts, 0)
	binary.LittleEndian.PutUint32(parts, uint32(len(parts)))
	return names, parts
}

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
