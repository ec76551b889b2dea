package filter

import (
	"reflect"
	"strings"
	"sync"

	"partnerhub/filter/stored"
)

// Doc is a document as conditions see it: a struct whose fields are named by their bson tags, or the bytes of one.
type Doc struct {
	v      reflect.Value
	routes map[string]route // nil for a document without fields
	bytes  stored.Doc       // instead of a struct
	fields *stored.Fields   // those of bytes that a Reader expects, nil without one
}

// route leads from a struct to the value at a dotted path: the index of the field at every step.
type route []int

// DocOf wraps a struct or a pointer to one. A nil pointer is a document without fields.
func DocOf(v any) Doc { return docAt(deref(reflect.ValueOf(v))) }

func docAt(v reflect.Value) Doc {
	if v.Kind() != reflect.Struct {
		return Doc{}
	}
	return Doc{v: v, routes: routesOf(v.Type())}
}

func deref(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

var routeCache sync.Map // reflect.Type → map[string]route; a pure function's memory

// maxDepth ends the description of a type that contains itself.
const maxDepth = 6

// routesOf maps every dotted path of a struct type to its route; inline structs are flattened, arrays are passed through.
func routesOf(t reflect.Type) map[string]route {
	if m, ok := routeCache.Load(t); ok {
		return m.(map[string]route)
	}
	m := map[string]route{}
	addRoutes(m, t, "", nil, maxDepth)
	routeCache.Store(t, m)
	return m
}

func addRoutes(m map[string]route, t reflect.Type, above string, way route, depth int) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == timeType || depth == 0 {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		here := append(way[:len(way):len(way)], i)
		switch {
		case opts == "inline":
			addRoutes(m, f.Type, above, here, depth)
		case f.IsExported() && name != "-" && name != "":
			m[above+name] = here
			addRoutes(m, f.Type, above+name+".", here, depth-1)
		}
	}
}
