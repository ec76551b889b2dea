// Package canary marks memory and finds the mark again: tests fill what is used for one request after the other, let it be wiped as
// the product does, and look whether anything is left. It knows no noun, and the product does not use it.
package canary

import (
	"reflect"
	"time"
	"unsafe"
)

// Mark is what memory is filled with.
const Mark = "canary-of-another-request"

// Fill puts the mark wherever a value of a struct can hold text, in fields of every name: one that is added later is filled as well.
// Of what pointers lead to only values of the same types as the examples are made and filled; other pointers stay as they are.
func Fill(pointer any, examples ...any) {
	f := filler{made: map[reflect.Type]bool{}}
	for _, e := range examples {
		f.made[reflect.TypeOf(e)] = true
	}
	f.fill(reflect.ValueOf(pointer).Elem())
}

// deepest is how many lists inside each other are filled: a type may be made of lists of itself.
const deepest = 4

type filler struct {
	made  map[reflect.Type]bool
	depth int
}

func (f filler) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(Mark)
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				f.fill(open(v.Field(i)))
			}
		}
	case reflect.Slice:
		f.slice(v)
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key)
		f.fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		if f.made[v.Type()] {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	}
}

// slice makes three elements, or as many bytes as the mark has.
func (f filler) slice(v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes([]byte(Mark))
		return
	}
	if f.depth++; f.depth > deepest {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 3, 3))
	for i := range v.Len() {
		f.fill(v.Index(i))
	}
}

// open lets a field be read and set that is its package's own.
func open(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}
