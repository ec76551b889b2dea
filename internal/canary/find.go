package canary

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
)

// Find lists where the mark is in all memory that a struct still leads to, slices up to their capacity: what is only out of sight is
// still there for the next request.
func Find(pointer any) []string {
	f := finder{seen: map[uintptr]bool{}}
	f.find("", reflect.ValueOf(pointer))
	return f.found
}

type finder struct {
	seen  map[uintptr]bool
	found []string
}

func (f *finder) find(at string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		f.note(at, strings.Contains(v.String(), Mark))
	case reflect.Struct:
		for i := range v.NumField() {
			f.find(at+"."+v.Type().Field(i).Name, open(v.Field(i)))
		}
	case reflect.Slice:
		f.slice(at, v.Slice(0, v.Cap()))
	case reflect.Array:
		for i := range v.Len() {
			f.find(fmt.Sprintf("%s[%d]", at, i), v.Index(i))
		}
	case reflect.Map:
		for each := v.MapRange(); each.Next(); {
			f.find(at+"{key}", settable(each.Key()))
			f.find(at+"{value}", settable(each.Value()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			f.find(at, settable(v.Elem()))
		}
	case reflect.Pointer:
		if !v.IsNil() && !f.seen[v.Pointer()] {
			f.seen[v.Pointer()] = true
			f.find(at, v.Elem())
		}
	}
}

func (f *finder) slice(at string, v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		f.note(at, bytes.Contains(v.Bytes(), []byte(Mark)))
		return
	}
	for i := range v.Len() {
		f.find(fmt.Sprintf("%s[%d]", at, i), v.Index(i))
	}
}

func (f *finder) note(at string, found bool) {
	if found {
		f.found = append(f.found, at)
	}
}

// settable is a copy whose fields can be opened.
func settable(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	return out
}
