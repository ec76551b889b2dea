package store

import (
	"reflect"
	"strings"
	"time"
)

// path is the way to a stored field inside a struct: one step a name, each through the embedded parts.
type path struct {
	steps    [][]int
	optional bool // the field, or a struct around it, can be null or left out of a document
}

// pathOf resolves a dotted path by the bson tags. It answers false for a path that the type does not have.
func pathOf(t reflect.Type, dotted string) (p path, ok bool) {
	for _, name := range strings.Split(dotted, ".") {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		field, ok := fieldNamed(t, name)
		if !ok {
			return path{}, false
		}
		p.steps = append(p.steps, field.Index)
		p.optional = p.optional || field.Type.Kind() == reflect.Pointer
		t = field.Type
	}
	return p, true
}

func fieldNamed(t reflect.Type, name string) (field reflect.StructField, ok bool) {
	if t.Kind() != reflect.Struct {
		return field, false
	}
	for _, f := range reflect.VisibleFields(t) {
		tag, options, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if f.IsExported() && tag == name && options != "inline" {
			return f, true
		}
	}
	return field, false
}

// of reads the plain value at the path: string, bool, int64, time.Time, or nil where something on the way is missing.
func (p path) of(record any) any {
	v, ok := p.value(record)
	if !ok {
		return nil
	}
	return plain(deref(v))
}

// value follows the path; false where something on the way is missing.
func (p path) value(record any) (reflect.Value, bool) {
	v := reflect.ValueOf(record)
	for _, step := range p.steps {
		if v = deref(v); !v.IsValid() {
			return v, false
		}
		v = v.FieldByIndex(step)
	}
	return v, true
}

func deref(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

func plain(v reflect.Value) any {
	switch {
	case !v.IsValid():
		return nil
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.CanInt():
		return v.Int()
	}
	if t, ok := v.Interface().(time.Time); ok {
		return t.UTC().Truncate(time.Millisecond)
	}
	return nil
}
