package filter

import (
	"reflect"
	"strings"
	"sync"
	"time"
)

// Doc is a document as conditions see it: a struct whose fields are named by their bson tags.
type Doc struct{ v reflect.Value }

// DocOf wraps a struct or a pointer to one. A nil pointer is a document without fields.
func DocOf(v any) Doc { return Doc{reflect.ValueOf(v)} }

// any tells whether a value at the dotted path is accepted. Arrays on the way stand for each of their elements.
func (d Doc) any(path string, accept func(any) bool) bool {
	return walk(d.v, path, func(v reflect.Value) bool { return acceptValue(v, accept) })
}

// anyElem tells whether an element of the array at the path is accepted.
func (d Doc) anyElem(path string, accept func(Doc) bool) bool {
	return walk(d.v, path, func(v reflect.Value) bool {
		if v.Kind() != reflect.Slice {
			return false
		}
		for i := range v.Len() {
			if accept(Doc{v.Index(i)}) {
				return true
			}
		}
		return false
	})
}

func walk(v reflect.Value, path string, accept func(reflect.Value) bool) bool {
	v = deref(v)
	if path == "" {
		return accept(v)
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if walk(v.Index(i), path, accept) {
				return true
			}
		}
	case reflect.Struct:
		name, rest, _ := strings.Cut(path, ".")
		if index, ok := fieldsOf(v.Type())[name]; ok {
			return walk(v.FieldByIndex(index), rest, accept)
		}
	}
	return false
}

func acceptValue(v reflect.Value, accept func(any) bool) bool {
	if v.Kind() != reflect.Slice {
		return accept(valueOf(v))
	}
	for i := range v.Len() {
		if accept(valueOf(deref(v.Index(i)))) {
			return true
		}
	}
	return v.Len() == 0 && !v.IsNil() && accept(emptyArray{})
}

// emptyArray stands for a value that is present and equals nothing.
type emptyArray struct{}

func deref(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

func valueOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
		return emptyArray{}
	}
	return plain(v.Interface())
}

var fieldCache sync.Map // reflect.Type → map[string][]int; a pure function's memory

// fieldsOf maps bson names to field indexes; inline structs are flattened.
func fieldsOf(t reflect.Type) map[string][]int {
	if m, ok := fieldCache.Load(t); ok {
		return m.(map[string][]int)
	}
	m := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		name, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if f.IsExported() && name != "-" && name != "" && opts != "inline" {
			m[name] = f.Index
		}
	}
	fieldCache.Store(t, m)
	return m
}
